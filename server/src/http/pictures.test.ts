import type { AgentRef, ConversationId, SiteId, VisitorId } from '@baton/shared/ids.ts'
import { afterEach, describe, expect, it } from 'vitest'
import type { OutgoingAnswer } from '../outgoing.ts'
import { pictureBytes, rasterType } from './pictures.ts'
import { type HttpRig, startHttp } from './rig.ts'

describe("an agent's picture", () => {
  let rig: HttpRig
  afterEach(() => rig.close())
  const get = (path: string) => fetch(rig.url + path)

  const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100)])
  const url = 'https://vendor.example/ann.png'
  const answered = (bytes: Uint8Array, status = 200): OutgoingAnswer => ({
    kind: 'answered',
    status,
    headers: new Headers({ 'content-type': 'image/svg+xml' }),
    bytes,
  })
  const id = 'c1' as ConversationId
  const agent = 'ref' as AgentRef

  async function withPicture(answer: OutgoingAnswer): Promise<string> {
    rig = await startHttp({ answer: () => Promise.resolve(answer) })
    await rig.log.begin('acme' as SiteId, 'v' as VisitorId, id)
    rig.log.append(
      id,
      { kind: 'agentJoined', agent, assigned: true, vendorAt: null },
      { kind: 'agentIntroduced', agent, name: 'Ann', picture: url },
    )
    return rig.paths.path(id, agent, url)
  }

  it('is fetched once, served by us as what it is, and says nothing of where it came from', async () => {
    const path = await withPicture(answered(png))
    for (let i = 0; i < 3; i++) {
      const answer = await get(path)
      expect(answer.status).toBe(200)
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(png)
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'image/png',
        'x-content-type-options': 'nosniff',
        'content-disposition': 'inline',
        'cross-origin-resource-policy': 'cross-origin',
      })
    }
    expect(rig.called).toEqual([{ method: 'GET', url, limit: pictureBytes, chosenBy: 'stranger', loopback: false }])
    expect(path).not.toContain('vendor')
  })

  it('is not there for whoever made up the path', async () => {
    const path = await withPicture(answered(png))
    const other = rig.paths.path(id, agent, 'https://vendor.example/other.png')
    for (const wrong of [
      other,
      `${path}x`,
      path.replace('/ref/', '/__proto__/'),
      path.replace('/c1/', '/c2/'),
      '/files/agents/c1/ref/',
    ]) {
      expect([wrong, (await get(wrong)).status]).toEqual([wrong, 404])
    }
    expect(rig.called).toEqual([])
  })

  it.each([
    ['a drawing that can hold scripts', answered(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))],
    ['a page', answered(Buffer.from('<!doctype html>'))],
    ['nothing', answered(new Uint8Array())],
    ['an error', answered(png, 404)],
    ['a redirect', answered(png, 302)],
    ['no answer', { kind: 'notSent', code: 'address-refused' } as const],
    ['too much', { kind: 'lost', code: 'too-large' } as const],
  ])('is not there when the vendor has %s, and the vendor is not asked again at once', async (_what, answer) => {
    const path = await withPicture(answer)
    expect((await get(path)).status).toBe(404)
    expect((await get(path)).status).toBe(404)
    expect(rig.called).toHaveLength(1)
  })
})

it('a picture is known by its first bytes', () => {
  const heads = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff\xe0', 'GIF89a', 'RIFF....WEBP', 'RIFF....WAVE', '<svg', 'BM']
  const types = heads.map((head) => rasterType(Buffer.from(head, 'latin1')))
  expect(types).toEqual(['image/png', 'image/jpeg', 'image/gif', 'image/webp', null, null, null])
})
