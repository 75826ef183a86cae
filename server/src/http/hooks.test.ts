import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { eventually } from '../gateway/rig.ts'
import { StoreTrouble } from '../store/store.ts'
import { hookBytes } from './hooks.ts'
import { event, type HttpRig, startHttp } from './rig.ts'

const right = '/hooks/acme/support/right-key'

describe('a webhook', () => {
  let rig: HttpRig
  afterEach(() => rig.close())

  const post = (path: string, body: string | Uint8Array, headers: { [name: string]: string } = {}) =>
    fetch(rig.url + path, {
      method: 'POST',
      body: body as never,
      headers: { 'content-type': 'application/json', ...headers },
    })
  const signed = { 'x-signature': 'right' }
  async function seen(answer: Response): Promise<object> {
    const headers = Object.fromEntries(answer.headers)
    delete headers.date
    return { status: answer.status, headers, body: await answer.text() }
  }

  it('that is signed is kept before it is answered', async () => {
    rig = await startHttp()
    const answer = await post(right, JSON.stringify([event('a'), event('b')]), signed)
    expect(answer.status).toBe(200)
    expect(rig.kept.map((events) => events.map(({ id }) => id))).toEqual([['a', 'b']])
  })

  it('gets the same answer for a wrong key, site, desk or signature, with a body of any kind', async () => {
    rig = await startHttp()
    const expected = await seen(await post('/hooks/nobody/x/y', '[]'))
    expect(expected).toMatchObject({ status: 401, body: '{"error":{"code":"unauthorized"}}' })
    for (const [path, body, headers] of [
      ['/hooks/nobody/support/right-key', '[]', signed],
      ['/hooks/acme/other/right-key', '[]', signed],
      ['/hooks/acme/support/wrong-key', '[]', signed],
      [right, '[]', {}],
      [right, '[]', { 'x-signature': 'wrong' }],
      [right, '', { 'x-signature': 'wrong' }],
      [right, 'not json', { 'x-signature': 'wrong', 'content-type': 'text/plain' }],
      [right, '[]', { 'x-signature': 'right', 'X-Signature': 'wrong' }],
      ['/hooks/__proto__/constructor/x', '[]', signed],
    ] as const) {
      expect(await seen(await post(path, body, headers))).toEqual(expected)
    }
    expect(rig.kept).toEqual([])
    expect(rig.lines.join()).not.toContain('wrong')
  })

  it('may have 1 MiB and not one byte more', async () => {
    rig = await startHttp()
    const body = (bytes: number): string => `[]${' '.repeat(bytes - 2)}`
    expect((await post(right, body(hookBytes), signed)).status).toBe(200)
    expect((await post(right, body(hookBytes + 1), signed)).status).toBe(413)
    expect(rig.kept).toHaveLength(1)
  })

  it('is read as its exact bytes, whatever it says it is, and refused when it comes packed', async () => {
    rig = await startHttp()
    expect(
      (
        await post(right, JSON.stringify([event('a')]), {
          ...signed,
          'content-type': 'application/x-www-form-urlencoded',
        })
      ).status,
    ).toBe(200)
    expect((await post(right, gzipSync('[]'), { ...signed, 'content-encoding': 'gzip' })).status).toBe(415)
    expect(rig.kept).toHaveLength(1)
  })

  it('is not taken when it cannot be kept, so that the desk sends it again', async () => {
    rig = await startHttp({ inbox: { keep: () => Promise.reject(new StoreTrouble('full', false)) } })
    const answer = await post(right, '[]', signed)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
  })

  it('tells a stranger nothing of a mistake of ours', async () => {
    rig = await startHttp()
    const answer = await post(right, 'SECRET not json', signed)
    expect(answer.status).toBe(500)
    expect(await answer.json()).toEqual({ error: { code: 'failed', id: expect.any(String) } })
  })

  it('is only ever posted', async () => {
    rig = await startHttp()
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await fetch(rig.url + right, { method })).status).toBeGreaterThanOrEqual(method === 'OPTIONS' ? 200 : 404)
    expect(rig.kept).toEqual([])
  })

  it('is passed on as it came to whoever had the address before, once it is verified, and tried again', async () => {
    const clock = { ...systemClock, after: (_ms: number, then: () => void) => systemClock.after(1, then) }
    let tries = 0
    rig = await startHttp({
      clock,
      forwardTo: 'https://theirs.example/hook',
      answer: async () =>
        ++tries < 3
          ? { kind: 'lost', code: 'timeout' }
          : { kind: 'answered', status: 200, headers: new Headers(), bytes: new Uint8Array() },
    })
    const body = JSON.stringify([event('a')])
    expect((await post(right, body, { 'x-signature': 'wrong' })).status).toBe(401)
    expect((await post(right, body, { ...signed, 'x-other': 'kept' })).status).toBe(200)
    await eventually(() => expect(rig.called).toHaveLength(3))
    const [first] = rig.called
    expect(first).toMatchObject({
      method: 'POST',
      url: 'https://theirs.example/hook',
      headers: { 'x-signature': 'right', 'x-other': 'kept', 'content-type': 'application/json' },
    })
    expect(Buffer.from(first?.body as Uint8Array).toString()).toBe(body)
    expect(Object.keys(first?.headers ?? {})).not.toContain('host')
  })

  it.each([
    [404, 'http-404', 1],
    [503, 'http-503', 4],
  ])('tells the owner what was not taken there (%i)', async (status, why, calls) => {
    const clock = { ...systemClock, after: (_ms: number, then: () => void) => systemClock.after(1, then) }
    const to = 'https://theirs.example/hook'
    let now = status
    const answer = async () =>
      ({ kind: 'answered', status: now, headers: new Headers(), bytes: new Uint8Array() }) as const
    rig = await startHttp({ clock, forwardTo: to, answer })
    const { forward } = rig
    expect(forward.lately(to)).toBeNull()
    await post(right, '[]', signed)
    await eventually(() => expect(forward.lately(to)).toEqual({ lost: 1, why }))
    expect(rig.called).toHaveLength(calls)
    now = 200
    await post(right, '[]', signed)
    await eventually(() => expect(forward.lately(to)).toBe('taken'))
  })

  it('is answered while whoever it is passed on to says nothing', async () => {
    rig = await startHttp({ forwardTo: 'https://theirs.example/hook', answer: () => new Promise(() => {}) })
    expect((await post(right, '[]', signed)).status).toBe(200)
  })
})
