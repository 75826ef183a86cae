import { describe, expect, it } from 'vitest'
import type { OutgoingAnswer, OutgoingRequest } from '../../outgoing.ts'
import { heard, opened, value } from '../conformance.ts'
import { safeType } from '../file-type.ts'
import { withLivechat } from './conformance-rig.ts'
import { fetchFile } from './file.ts'
import { fileHosts } from './file-hosts.ts'

const url = 'https://cdn.livechat-files.com/api/file/lc/att/1/a.pdf'
const pdf = Buffer.from('%PDF-1.7 words')
const isOurs = fileHosts({ apiUrl: 'https://api.livechatinc.com' })

/** What comes of one answer, and what was asked. */
async function fetched(answer: OutgoingAnswer | { status: number; type?: string; bytes?: Uint8Array }, at = url) {
  const asked: OutgoingRequest[] = []
  const outgoing = {
    call: async (request: OutgoingRequest): Promise<OutgoingAnswer> => {
      asked.push(request)
      if ('kind' in answer) return answer
      const headers = new Headers({ 'content-type': answer.type ?? 'application/pdf', location: 'https://10.0.0.1/' })
      return { kind: 'answered', status: answer.status, headers, bytes: answer.bytes ?? pdf }
    },
  }
  return { outcome: await fetchFile({ outgoing, loopback: false, isOurs }, { url: at, name: 'a.pdf' }), asked }
}

describe('an agent’s file', () => {
  it('is fetched without anybody’s token, and is what it is, not what it is said to be', () =>
    withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        const bytes = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2 * 1_048_576, 7)])
        rig.sim.agent.attach(thread.id, { name: 'a.html', type: 'text/html', bytes })
        const event = heard(rig, thread).findLast(({ kind }) => kind === 'said')
        const part = event?.kind === 'said' ? event.message.parts[0] : undefined
        if (part?.kind !== 'file') throw new Error(`no file but ${part?.kind}`)
        const body = await value(rig.desk.file({ url: part.url, name: part.name }))
        expect(body).toMatchObject({ type: 'image/png', name: 'a.html' })
        expect(Buffer.from(body.bytes).equals(bytes)).toBe(true)
        expect(await rig.desk.file({ url: `${rig.sim.url}/files/nothing/here` })).toMatchObject({
          kind: 'refused',
          why: { code: 'file-gone' },
        })
      },
      { files: { read: async () => null } },
    ))

  it('is asked for with no header at all, as an address that a stranger chose', async () => {
    const { outcome, asked } = await fetched({ status: 200 })
    expect(outcome).toMatchObject({ kind: 'done', value: { type: 'application/pdf', name: 'a.pdf' } })
    expect(asked).toMatchObject([{ method: 'GET', url, chosenBy: 'stranger', loopback: false }])
    expect(asked[0]?.headers).toBeUndefined()
    expect(asked[0]?.limit).toBe(10 * 1_048_576)
  })

  it.each([
    'https://example.com/a.pdf',
    'https://livechat-files.com.example.com/a.pdf',
    'https://notlivechat-files.com/a.pdf',
    'https://user:word@cdn.livechat-files.com/a.pdf',
    'https://cdn.livechat-files.com:8443/a.pdf',
    'http://cdn.livechat-files.com/a.pdf',
    'http://127.0.0.1/a.pdf',
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'no address',
  ])('is never looked for at %s', async (at) => {
    const { outcome, asked } = await fetched({ status: 200 }, at)
    expect(outcome.kind).toBe('refused')
    expect(asked).toEqual([])
  })

  it.each([
    [{ status: 302 }, 'refused', 'not-a-file'],
    [{ status: 403 }, 'refused', 'file-gone'],
    [{ status: 404 }, 'refused', 'file-gone'],
    [{ status: 410 }, 'refused', 'file-gone'],
    [{ status: 429 }, 'retry', 'http-429'],
    [{ status: 503 }, 'retry', 'http-503'],
    [{ status: 200, type: 'text/html', bytes: Buffer.from(' <!DOCTYPE html><title>x') }, 'refused', 'not-a-file'],
    [{ status: 200, bytes: new Uint8Array() }, 'refused', 'not-a-file'],
    [{ kind: 'lost', code: 'timeout' } as const, 'retry', 'timeout'],
    [{ kind: 'lost', code: 'too-large' } as const, 'refused', 'too-large'],
    [{ kind: 'notSent', code: 'address-refused' } as const, 'refused', 'address-refused'],
    [{ kind: 'notSent', code: 'dns' } as const, 'retry', 'dns'],
  ])('of which %j comes is %s: %s', async (answer, kind, code) => {
    expect((await fetched(answer)).outcome).toMatchObject({ kind, why: { code } })
  })

  it.each([
    ['GIF89a', 'image/gif', 'image/gif'],
    ['RIFF1234WEBPVP8 ', 'text/html', 'image/webp'],
    ['just words', 'text/plain; charset=utf-8', 'text/plain'],
    ['just words', 'image/png', 'application/octet-stream'],
    ['just\u0000words', 'text/plain', 'application/octet-stream'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml', 'application/octet-stream'],
    ['PK\u0003\u0004 an archive', 'application/pdf', 'application/octet-stream'],
  ])('that begins with %j and is said to be %s is %s', (begins, said, type) => {
    expect(safeType(Buffer.from(begins), said, undefined)).toBe(type)
  })
})
