import { describe, expect, it } from 'vitest'
import { eventually } from '../vendors/receiver.ts'
import { deskRig } from './desk-rig.ts'
import type { DeskSide } from './desk-side.ts'

describe.each(['freshchat', 'livechat'] as const)('%s', (kind) => {
  async function opened() {
    const made = await deskRig(kind)
    await made.open('Hello?')
    const [thread = ''] = made.desk.openings()
    return { ...made, thread }
  }
  const wrote = (desk: DeskSide, thread: string) =>
    desk.thread(thread).lines.flatMap(({ by, text, byApi }) => (by === 'notice' ? [] : [{ by, text, byApi }]))

  it('shows what a client opened and said, and nothing of strangers', async () => {
    const { desk, thread, say } = await opened()
    desk.strangers('not ours')
    await say('Anybody?')
    expect(desk.openings()).toEqual([thread])
    expect(wrote(desk, thread)).toEqual([
      { by: 'visitor', text: 'Hello?', byApi: true },
      { by: 'visitor', text: 'Anybody?', byApi: true },
    ])
    expect(desk.threads().map(({ lines }) => lines)).toEqual([desk.thread(thread).lines])
    expect(desk.threads()[0]?.user).toBe(desk.users()[0]?.id)
    expect(desk.users()).toHaveLength(desk.kind === 'livechat' ? 1 : 2)
    expect(desk.sends(thread)).toEqual([200])
    expect(desk.breaches()).toEqual([])
  })

  it('gives a thread to nobody until somebody takes it; whoever answers has it; colleagues take over and let go', async () => {
    const { desk, thread } = await opened()
    const [ann, ben] = [desk.agent, desk.as('Ben Brook')]
    const holder = () => desk.thread(thread).agent
    expect(holder()).toBe(null)
    ann.join(thread)
    expect(holder()).toBe(ann.id)
    ben.join(thread)
    ben.reply(thread, 'Hi')
    expect(holder()).toBe(ben.id)
    ben.transfer(thread, { agent: 'Ann Archer' })
    expect(holder()).toBe(ann.id)
    ann.leave(thread)
    expect(holder()).toBe(null)
    ann.join(thread)
    ann.transfer(thread, { group: 'Support' })
    expect(holder()).toBe(null)
    expect(desk.thread(thread).open).toBe(true)
  })

  it('knows notes in both ways of the vendor, and what an agent wrote for the visitor', async () => {
    const { desk, thread } = await opened()
    desk.agent.join(thread)
    desk.agent.reply(thread, 'Hi')
    desk.agent.note(thread, 'psst')
    desk.as('Ben Brook').note(thread, 'pssst', 'hidden')
    expect(wrote(desk, thread).slice(1)).toEqual([
      { by: 'agent', text: 'Hi', byApi: false },
      { by: 'note', text: 'psst', byApi: false },
      { by: 'note', text: 'pssst', byApi: false },
    ])
    expect(desk.thread(thread).agent).toBe(desk.agent.id)
  })

  it('ends and begins again: by a word without an opening of the client’s, by the client with one', async () => {
    const { desk, thread, open } = await opened()
    desk.agent.resolve(thread)
    expect(desk.thread(thread).open).toBe(false)
    desk.agent.reply(thread, 'One more thing')
    expect(desk.thread(thread).open).toBe(true)
    desk.agent.resolve(thread)
    desk.agent.reopen(thread)
    expect(desk.thread(thread).open).toBe(true)
    desk.agent.resolve(thread)
    await open('Me again')
    const [, second = '', ...more] = desk.openings()
    expect(more).toEqual([])
    expect(wrote(desk, second).map(({ text }) => text)).toEqual(['Me again'])
    expect(desk.thread(second).open).toBe(true)
    expect(wrote(desk, thread).map(({ text }) => text)).toContain('One more thing')
  })

  it('lets calls fail before they are done, after they are done, and by place', async () => {
    const { desk, thread, say } = await opened()
    const texts = () => wrote(desk, thread).map(({ text }) => text)
    desk.trouble.set('fails', { on: 'open' })
    await say('one')
    desk.trouble.set('fails', { on: 'say', status: 502, times: 1 })
    await say('two')
    desk.trouble.set('slowDown', { on: 'say', times: 1, ms: 0 })
    await say('three')
    desk.trouble.set('answerLost', { on: 'say', how: 'reset', times: 1 })
    await expect(say('four')).rejects.toThrow()
    desk.trouble.set('down')
    await expect(say('five')).rejects.toThrow()
    desk.trouble.clear('down')
    desk.trouble.set('silent', { on: 'say', times: 1 })
    const unanswered = say('six').catch(() => {})
    await eventually(() => expect(desk.sends(thread)).toHaveLength(6))
    await say('seven')
    expect(texts()).toEqual(['Hello?', 'one', 'four', 'seven'])
    expect(desk.sends(thread)).toEqual([200, 502, 429, null, null, null, 200])
    await desk.stop()
    await unanswered
  })

  it('tells by webhook, and knows when', async () => {
    const { desk, thread, told } = await opened()
    desk.agent.reply(thread, 'Words')
    expect(desk.hooks.toldAt(thread, 'never said')).toBe(null)
    await desk.hooks.quiet()
    expect(Math.abs((desk.hooks.toldAt(thread, 'Words') ?? 0) - Date.now())).toBeLessThan(10_000)
    expect(told.hooks.filter(({ raw }) => raw.includes('Words'))).toHaveLength(1)
  })

  it('loses, delays, doubles and turns round what webhooks tell', async () => {
    const { desk, thread, told, say } = await opened()
    await desk.hooks.quiet()
    const heard = () => told.hooks.flatMap(({ raw }) => /<(\w+)>/.exec(raw.toString())?.[1] ?? [])
    desk.trouble.set('hooksLost', { on: 'said' })
    desk.agent.reply(thread, '<lost>')
    desk.trouble.clear()
    desk.trouble.set('noEcho')
    await say('<echo>')
    await desk.hooks.quiet()
    desk.trouble.clear()
    desk.trouble.set('hooksDoubled', { copies: 2, times: 1, on: 'said' })
    desk.agent.reply(thread, '<twice>')
    desk.trouble.set('hooksReordered', { ms: 4_000, times: 1, on: 'said' })
    desk.agent.reply(thread, '<first>')
    desk.agent.reply(thread, '<second>')
    await desk.hooks.quiet()
    desk.trouble.set('hooksLate', { ms: 30, times: 1, on: 'said' })
    desk.agent.reply(thread, '<late>')
    desk.agent.reply(thread, '<soon>')
    await desk.hooks.quiet()
    expect(heard().toSorted()).toEqual(['first', 'late', 'second', 'soon', 'twice', 'twice'])
    const place = (word: string) => heard().indexOf(word)
    expect(place('second')).toBeLessThan(place('first'))
    expect(place('soon')).toBeLessThan(place('late'))
  })

  it('delays every word of an end', async () => {
    const { desk, thread, told } = await opened()
    desk.agent.join(thread)
    await desk.hooks.quiet()
    const before = told.hooks.length
    desk.trouble.set('hooksLate', { ms: 60_000, on: 'ended' })
    desk.agent.resolve(thread)
    desk.agent.note(thread, 'after it')
    await eventually(() => expect(desk.hooks.toldAt(thread, 'after it')).not.toBe(null))
    const since = told.hooks.slice(before).map(({ raw }) => raw.toString())
    expect(since.filter((body) => /resolv|archiv|deactivat/i.test(body))).toEqual([])
  })

  it('posts nothing genuine as a forgery, and says so of strangers’ traffic and of notes beside replies', async () => {
    const { desk, thread, told } = await opened()
    desk.agent.reply(thread, 'Words')
    await desk.hooks.quiet()
    const genuine = desk.hooks.genuine(thread, 'Words', 'OTHER')
    expect(genuine.body).toContain('OTHER')
    for (const { hook } of desk.hooks.forgeries(thread, 'Words', 'OTHER')) {
      expect(hook.body).toContain('OTHER')
      expect(hook).not.toEqual(genuine)
    }
    expect(desk.hooks.strange().body).toContain('made_up')

    desk.trouble.set('hooksForged', { times: 1, on: 'said' })
    desk.trouble.set('noteBesideReply')
    desk.trouble.set('strangersTalk', { times: 1, on: 'said' })
    const before = told.hooks.length
    desk.agent.reply(thread, 'More')
    await desk.hooks.quiet()
    expect(wrote(desk, thread).at(-1)).toEqual({ by: 'note', text: '(for colleagues only)', byApi: false })
    const id = desk.threads()[0]?.id ?? ''
    expect(told.hooks.slice(before).some(({ raw }) => !raw.includes(id))).toBe(true)
    expect(desk.threads()).toHaveLength(1)
  })

  it('names what must stay inside, its page, and the entry of a site file whose secrets it has', async () => {
    const { desk, thread } = await opened()
    const inside = Object.values(desk.private(thread))
    expect(inside.every((secret) => secret.length > 3)).toBe(true)
    expect(new Set(inside).size).toBe(inside.length)
    expect((await fetch(desk.page(thread).address)).status).toBe(200)
    const named = JSON.stringify(desk.entry()).matchAll(/"secret":"([\w-]+)"/g)
    expect([...named].map(([, name]) => name).toSorted()).toEqual(Object.keys(desk.secrets).toSorted())
  })
})
