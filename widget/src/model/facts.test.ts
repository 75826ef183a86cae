// @vitest-environment node
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createRig, type Tab } from './chat-rig.ts'
import { readVisitor } from './visitor.ts'

const tabs: Tab[] = []
afterEach(() => {
  for (const { chat } of tabs.splice(0)) chat.stop()
})

function loaded() {
  const rig = createRig()
  const tab = rig.openTab()
  tabs.push(tab)
  return { ...rig, ...tab }
}

describe('what the page says of the visitor', () => {
  it('goes into the first hello, and calls nobody by itself', async () => {
    const { chat, server, line, clock } = loaded()
    chat.introduce({ name: 'Ann' })
    await clock.pass(0)
    expect(line.opened).toBe(0)
    chat.show()
    await clock.pass(0)
    expect(server.greeted).toMatchObject([{ cursor: null, visitor: { name: 'Ann' } }])
  })

  it('is told again when more is known, and not when nothing is new', async () => {
    const { chat, server, clock } = loaded()
    chat.show()
    await clock.pass(0)
    chat.introduce({ name: 'Ann' })
    chat.introduce({ name: 'Ann' })
    await clock.pass(0)
    chat.introduce({ email: 'ann@example.com' })
    await clock.pass(0)
    expect(server.greeted.map(({ visitor }) => visitor)).toEqual([
      undefined,
      { name: 'Ann' },
      { name: 'Ann', email: 'ann@example.com' },
    ])
    expect(server.visitors.size).toBe(1)
  })

  it('makes no second visitor when it comes during the first hello', async () => {
    const { chat, server, clock } = loaded()
    chat.show()
    await Promise.resolve()
    await Promise.resolve()
    expect(server.greeted).toHaveLength(1)
    chat.introduce({ name: 'Ann' })
    // Not before the first one is answered: a server could mint twice.
    expect(server.greeted).toHaveLength(1)
    chat.say('hello')
    await clock.pass(0)
    expect(server.visitors.size).toBe(1)
    expect(server.greeted.at(-1)).toMatchObject({ visitor: { name: 'Ann' } })
    expect(server.visitor().talks[0]?.log).toHaveLength(1)
  })

  it('is left out where it is wrong, and the rest counts', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`n${n}`, n]))
    expect(
      readVisitor({
        name: ' Ann ',
        email: 7,
        phone: '1'.repeat(41),
        admin: true,
        attributes: {
          plan: 'gold',
          orders: 7,
          trial: false,
          'bad name': 1,
          nan: Number.NaN,
          deep: {},
          long: 'x'.repeat(201),
        },
      }),
    ).toEqual({ name: 'Ann', attributes: { plan: 'gold', orders: 7, trial: false } })
    expect(Object.keys(readVisitor({ attributes: many }).attributes ?? {})).toHaveLength(20)
  })

  it('survives whatever a page hands over', () => {
    fc.assert(
      fc.property(fc.anything(), (given) => {
        expect(JSON.stringify(readVisitor(given)).length).toBeLessThan(60_000)
      }),
    )
  })
})

it('says with a message where the visitor is, if the server knows of another page', async () => {
  const { chat, server, page, clock } = loaded()
  page.value = 'https://shop.example/tents'
  chat.show()
  chat.say('here')
  await clock.pass(0)
  page.value = 'https://shop.example/stoves'
  chat.say('there')
  await clock.pass(0)
  chat.introduce({ name: 'Ann' })
  await clock.pass(0)
  chat.say('still there')
  await clock.pass(0)
  expect(server.sent.map((frame) => frame.page)).toEqual([undefined, 'https://shop.example/stoves', undefined])
})
