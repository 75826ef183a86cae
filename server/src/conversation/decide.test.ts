// long because it names every decision by its sentence.
import type { SendKey, Seq, Time } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import { account, ann, ben, deskNamed, thread, World } from './histories.ts'
import type { OfficeHours } from './hours.ts'
import type { HandoffId, ThreadId, VendorId } from './ids.ts'
import type { Reply } from './inputs.ts'
import type { Policy } from './policy.ts'

const reply = (text: string, then: Reply['then'] = { kind: 'stay' }): Reply => ({
  messages: [textMessage(text)],
  memory: null,
  understood: true,
  then,
})
const tasks = (world: World, kind: string) => world.owed.filter((one) => one.task.kind === kind)

describe('with the bot', () => {
  it('greets a visitor who opens the chat, once', () => {
    const world = new World()
    world.take({ kind: 'opened', language: 'en', page: null, title: null })
    world.take({ kind: 'opened', language: 'en', page: null, title: null })
    expect(world.kinds()).toEqual(['conversationStarted'])
    expect(tasks(world, 'turn')).toHaveLength(1)
  })

  it('drops a reply that was under way when a person was asked for', () => {
    const world = new World()
    world.say('hello')
    const { stint } = world.now
    world.take({ kind: 'askedForPerson' })
    expect(world.take({ kind: 'botReplied', turn: 't', stint, reply: reply('late') })).toEqual([])
  })

  it('asks for a person when the bot says so, with its reason', () => {
    const world = new World()
    world.say('I want a human')
    world.take({
      kind: 'botReplied',
      turn: 't',
      stint: world.now.stint,
      reply: reply('One moment', { kind: 'handoff', reason: 'asked' }),
    })
    expect(world.now.mode).toBe('waiting')
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffRequested', by: 'bot', reason: 'asked', desk: 'support' })
    expect(tasks(world, 'timer')).toHaveLength(1)
  })

  it('says honestly that the bot is down, and asks for a person at the second failure', () => {
    const world = new World()
    world.say('a')
    world.take({ kind: 'botFailed', turn: 't1', stint: world.now.stint, code: 'threw' })
    expect(world.log.at(-1)).toMatchObject({ kind: 'botSaid', message: textMessage('The bot is down.') })
    world.take({ kind: 'botFailed', turn: 't2', stint: world.now.stint, code: 'threw' })
    expect(world.now.mode).toBe('waiting')
  })

  it('goes to a person at the first word when the site has no bot', () => {
    const world = new World({ bot: false })
    world.say('hello')
    expect(world.now.mode).toBe('waiting')
  })

  it('says that nobody can be asked when there is no desk', () => {
    const world = new World({ desks: [] })
    world.take({ kind: 'askedForPerson' })
    expect(world.log.at(-1)).toMatchObject({ kind: 'botSaid', message: textMessage('Nobody is here.') })
    expect(world.now.mode).toBe('bot')
  })
})

describe('opening', () => {
  it('sends what was written while waiting after the thread is open, in order, and nothing before', () => {
    const world = new World()
    world.take({ kind: 'askedForPerson' })
    world.take({ kind: 'availabilityKnown', stint: world.now.stint, availability: { kind: 'unknown' } })
    const [first] = world.say('one')
    const [second] = world.say('two')
    expect(tasks(world, 'say')).toEqual([])
    world.bind('t1' as ThreadId, 100)
    expect(tasks(world, 'say').map((one) => one.task)).toEqual([
      { kind: 'say', target: first?.seq },
      { kind: 'say', target: second?.seq },
    ])
  })

  it('ends the wait visibly when nobody comes, and leaves the message with the team', () => {
    const world = new World().handOff()
    world.take({ kind: 'timeUp', name: 'wait', stint: world.now.stint })
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'timedOut' })
    expect(world.now.mode).toBe('bot')
    expect(tasks(world, 'close')).toEqual([])
  })

  it('still opens a thread for the message when the wait ran out before anybody was asked', () => {
    const world = new World()
    world.take({ kind: 'askedForPerson' })
    world.say('is anybody there?')
    world.take({ kind: 'timeUp', name: 'wait', stint: world.now.stint })
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'timedOut' })
    const [opening, ...more] = tasks(world, 'open')
    expect(more).toEqual([])
    world.take({
      kind: 'threadOpened',
      handoff: opening?.handoff as HandoffId,
      thread,
      stretch: null,
      openedAt: 100 as Time,
      url: null,
      vendorIds: [],
    })
    expect(tasks(world, 'say')).toHaveLength(1)
  })

  it('lets a late agent take a timed-out wait up again', () => {
    const world = new World().handOff()
    world.take({ kind: 'timeUp', name: 'wait', stint: world.now.stint })
    world.agentSays(ann, 'I am here now', 500)
    expect(world.kinds().slice(-3)).toEqual(['handoffResumed', 'agentJoined', 'agentSaid'])
    expect(world.now.mode).toBe('agent')
  })

  it('ignores the timer of an earlier wait', () => {
    const world = new World().handOff()
    const { stint } = world.now
    world.agentSays(ann, 'hi', 200)
    expect(world.take({ kind: 'timeUp', name: 'wait', stint })).toEqual([])
  })

  it('closes at the desk what opened after the visitor had left', () => {
    const world = new World()
    world.take({ kind: 'askedForPerson' })
    world.take({ kind: 'availabilityKnown', stint: world.now.stint, availability: { kind: 'open' } })
    world.take({ kind: 'leftDesk' })
    expect(tasks(world, 'open')).toEqual([])
    world.bind('t1' as ThreadId, 100)
    expect(tasks(world, 'close')).toHaveLength(1)
    // Somebody may have answered there, and the webhook of it may be lost.
    expect(tasks(world, 'look')).toHaveLength(1)
  })

  it('looks at a thread that the visitor left until all that they wrote is there, and once more', () => {
    const world = new World().handOff()
    world.say('one more thing')
    world.take({ kind: 'leftDesk' })
    const handoff = world.now.handoff?.id as HandoffId
    const owedLooks = (): number => {
      world.take({ kind: 'looked', handoff, resumed: 0 })
      return tasks(world, 'look').length
    }
    const before = tasks(world, 'look').length
    expect(owedLooks()).toBe(before + 1)
    const [owed] = world.now.handoff?.owed ?? []
    world.take({ kind: 'delivered', handoff, target: owed?.seq as Seq, vendorIds: ['m1' as VendorId] })
    expect(owedLooks()).toBe(before + 1)
  })

  it('looks once more when words reach a thread that was resolved meanwhile: they may have opened it again', () => {
    const world = new World().handOff()
    world.say('one more thing')
    world.desk({ kind: 'resolved', by: 'agent' }, 500)
    const handoff = world.now.handoff?.id as HandoffId
    const before = tasks(world, 'look').length
    const [owed] = world.now.handoff?.owed ?? []
    world.take({ kind: 'delivered', handoff, target: owed?.seq as Seq, vendorIds: ['m1' as VendorId] })
    expect(tasks(world, 'look')).toHaveLength(before + 1)
    world.take({ kind: 'looked', handoff, resumed: 0 })
    expect(tasks(world, 'look')).toHaveLength(before + 1)
  })

  it('gives the conversation back and marks what was not delivered when the desk refuses the opening', () => {
    const world = new World()
    world.take({ kind: 'askedForPerson' })
    const [said] = world.say('help')
    const id = world.now.handoff?.id
    if (!id || !said) throw new Error('no handoff')
    world.take({ kind: 'deliveryRefused', handoff: id, what: 'open', code: 'http-400' })
    expect(world.now).toMatchObject({ mode: 'bot', trouble: { [said.seq]: 'failed' } })
  })

  it('opens another thread when the old one is not the latest any more, and sends again what was owed', () => {
    const world = new World().handOff()
    const [said] = world.say('still there?')
    const id = world.now.handoff?.id
    if (!id || !said) throw new Error('no handoff')
    world.take({ kind: 'threadGone', handoff: id, why: 'replaced', target: said.seq })
    expect(tasks(world, 'say')).toEqual([])
    expect(tasks(world, 'open')).toHaveLength(1)
    world.bind('t2' as ThreadId, 300)
    expect(tasks(world, 'say').map((one) => one.task)).toEqual([{ kind: 'say', target: said.seq }])
  })

  it('ends the stay outside of hours without opening anything', () => {
    const world = new World()
    world.take({ kind: 'askedForPerson' })
    world.take({ kind: 'availabilityKnown', stint: world.now.stint, availability: { kind: 'closed' } })
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'deskClosed' })
    expect(tasks(world, 'open')).toEqual([])
  })

  it('says when the desk opens, where the desk says so and it is still to come', () => {
    const opensAt = (until: number) => {
      const world = new World()
      world.take({ kind: 'askedForPerson' })
      world.take({ kind: 'availabilityKnown', stint: world.now.stint, availability: { kind: 'closed', until } })
      return world.log.at(-1)
    }
    expect(opensAt(9_000)).toMatchObject({ kind: 'handoffEnded', how: 'deskClosed', opensAt: 9_000 })
    expect(opensAt(5)).not.toHaveProperty('opensAt')
  })
})

describe('outside of office hours', () => {
  /** The world's clock stands at a Thursday, 0:00:01. */
  const thursday = [{ from: 0, to: 1 }]
  const open: OfficeHours = { timeZone: 'UTC', week: [[], [], [], [], thursday, [], []], closed: [] }
  const closed: OfficeHours = { ...open, closed: ['1970-01-01'] }
  const desk = (hours: OfficeHours): Partial<Policy> => ({
    desks: [deskNamed('support', { account, hours })],
  })

  it('ends the wait at once, says when somebody is there, and asks the desk for nothing', () => {
    const world = new World(desk(closed))
    world.say('hello')
    world.take({ kind: 'askedForPerson' })
    expect(world.kinds().slice(-2)).toEqual(['handoffRequested', 'handoffEnded'])
    expect(world.log.at(-1)).toMatchObject({ how: 'deskClosed', opensAt: 7 * 86_400_000 })
    expect(world.now.mode).toBe('bot')
    expect(world.owed.map(({ task }) => task.kind)).toEqual(['turn', 'turn'])
    expect(tasks(world, 'turn').at(-1)?.task).toMatchObject({ why: 'returned', stint: world.now.stint })
  })

  it('says nothing of an opening that never comes', () => {
    const world = new World(desk({ ...open, week: [] }))
    world.take({ kind: 'askedForPerson' })
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'deskClosed' })
    expect(world.log.at(-1)).not.toHaveProperty('opensAt')
  })

  it('answers every word of a visitor who has no bot to talk to', () => {
    const world = new World({ ...desk(closed), bot: false })
    world.say('hello')
    world.say('anybody?')
    expect(world.kinds().filter((kind) => kind === 'handoffEnded')).toHaveLength(2)
    expect(world.owed).toEqual([])
  })

  it('is never within them', () => {
    const world = new World(desk(open))
    world.take({ kind: 'askedForPerson' })
    expect(world.now.mode).toBe('waiting')
    expect(tasks(world, 'availability')).toHaveLength(1)
  })

  it('leaves alone whoever is with somebody already', () => {
    const world = new World(desk(open)).handOff()
    world.at = 90_000
    world.agentSays(ann, 'Hello', 200)
    world.say('hi')
    expect(world.now.mode).toBe('agent')
    expect(tasks(world, 'say')).toHaveLength(1)
  })

  it('counts only the hours of the desk that is asked', () => {
    const [support] = desk(closed).desks ?? []
    if (!support) throw new Error('no desk')
    const world = new World({ desks: [support, { ...support, name: 'sales', hours: open }] })
    world.say('to sales')
    const then = { kind: 'handoff', reason: 'sales', desk: 'sales' } as const
    world.take({ kind: 'botReplied', turn: 't', stint: world.now.stint, reply: reply('One moment', then) })
    expect(world.now).toMatchObject({ mode: 'waiting', handoff: { desk: 'sales' } })
  })
})

describe('with words that ask for a person', () => {
  const when = { words: ['human'], angry: ['useless'] }
  const requests = (world: World) => world.log.filter((event) => event.kind === 'handoffRequested')

  it.each([
    ['A Human, please!', 'words', 'visitor'],
    ['You are useless', 'angry', 'baton'],
  ])('hands over at %j, and asks nothing of the bot', (text, reason, by) => {
    const world = new World({ when })
    world.say(text)
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffRequested', reason, by, desk: 'support' })
    expect(world.now.mode).toBe('waiting')
    expect(tasks(world, 'turn')).toEqual([])
    expect(tasks(world, 'availability')).toHaveLength(1)
  })

  it('leaves all other words to the bot, and its own labels too', () => {
    const world = new World({ when })
    world.say('humanity')
    world.take({ kind: 'chose', key: 'key-0001' as SendKey, target: 1 as Seq, choice: 'x', label: 'human' })
    expect(requests(world)).toEqual([])
    expect(tasks(world, 'turn')).toHaveLength(2)
  })

  it('drops what the bot was about to say', () => {
    const world = new World({ when })
    world.say('hello')
    const { stint } = world.now
    world.say('human')
    expect(world.take({ kind: 'botReplied', turn: 't', stint, reply: reply('late') })).toEqual([])
  })

  it('asks once, and never while somebody already has it', () => {
    const world = new World({ when })
    world.say('human')
    world.say('human!')
    world.take({ kind: 'availabilityKnown', stint: world.now.stint, availability: { kind: 'open' } })
    world.bind(thread, 100)
    world.agentSays(ann, 'I am one', 200)
    world.say('a human?')
    expect(requests(world)).toHaveLength(1)
    expect(world.now.mode).toBe('agent')
    expect(tasks(world, 'say')).toHaveLength(2)
  })

  it('leaves them to the bot where there is no desk', () => {
    const world = new World({ when, desks: [] })
    world.say('human')
    expect(tasks(world, 'turn')).toHaveLength(1)
    expect(world.now.mode).toBe('bot')
  })

  it('rings at the desk six times in an hour at most', () => {
    const world = new World({ when })
    const askAndLeave = () => {
      world.say('human')
      world.take({ kind: 'leftDesk' })
    }
    for (let times = 0; times < 10; times++) askAndLeave()
    expect(requests(world)).toHaveLength(6)
    expect(tasks(world, 'turn').at(-1)?.task).toMatchObject({ why: 'said' })
    world.at += 3_600_000
    askAndLeave()
    expect(requests(world)).toHaveLength(7)
  })
})

describe('with an agent', () => {
  it('says that Ann joined before her first words, and asks for her name once', () => {
    const world = new World().handOff()
    world.agentSays(ann, 'Hello', 200)
    world.agentSays(ann, 'How can I help?', 201)
    expect(world.kinds().slice(-3)).toEqual(['agentJoined', 'agentSaid', 'agentSaid'])
    expect(tasks(world, 'introduce')).toHaveLength(1)
  })

  it('sends what the visitor writes to the desk and not to the bot', () => {
    const world = new World().handOff()
    const turns = tasks(world, 'turn').length
    world.say('hello Ann')
    expect(tasks(world, 'say')).toHaveLength(1)
    expect(tasks(world, 'turn')).toHaveLength(turns)
  })

  it('places an older message of the desk before a newer one that came first', () => {
    const world = new World().handOff()
    const newer = world.agentSays(ann, 'second', 300).at(-1)
    const older = world.agentSays(ann, 'first', 200).at(-1)
    expect(older).toMatchObject({ kind: 'agentSaid', before: newer?.seq })
  })

  it.each(['private', 'unknown'] as const)('never takes in a message whose audience is %s', (audience) => {
    const world = new World().handOff()
    const told = {
      kind: 'said',
      by: { kind: 'agent', ...ann },
      audience,
      message: textMessage('secret'),
      vendorId: 'm' as VendorId,
      key: null,
    } as const
    expect(world.desk(told, 200)).toEqual([])
  })

  it('recognises our own words when the desk sends them back before it has answered', () => {
    const world = new World().handOff()
    const [one] = world.say('ok')
    const [two] = world.say('ok')
    const echo = (id: string) =>
      world.desk(
        {
          kind: 'said',
          by: { kind: 'visitor' },
          audience: 'public',
          message: textMessage('ok'),
          vendorId: id as VendorId,
          key: null,
        },
        200,
        `d:${id}`,
      )
    expect(echo('m1')).toMatchObject([{ kind: 'deliveryChanged', target: one?.seq, state: 'delivered' }])
    expect(echo('m1')).toEqual([])
    expect(echo('m2')).toMatchObject([{ kind: 'deliveryChanged', target: two?.seq, state: 'delivered' }])
    expect(world.kinds().filter((kind) => kind === 'visitorSaid')).toHaveLength(2)
  })

  it('takes a visitor who writes from another place as a visitor who writes', () => {
    const world = new World().handOff()
    world.desk(
      {
        kind: 'said',
        by: { kind: 'visitor' },
        audience: 'public',
        message: textMessage('from my phone'),
        vendorId: 'm9' as VendorId,
        key: null,
      },
      200,
    )
    expect(world.log.at(-1)).toMatchObject({ kind: 'visitorSaid', key: null })
    expect(tasks(world, 'say')).toEqual([])
  })

  it('tells one agent leaving and the next joining as one change of hands', () => {
    const world = new World().handOff()
    world.desk({ kind: 'joined', agent: ann.ref, vendor: ann.vendor }, 200)
    const { stint } = world.now
    world.desk({ kind: 'transferred', to: ben.ref, vendor: ben.vendor }, 300)
    expect(world.kinds().slice(-2)).toEqual(['agentLeft', 'agentJoined'])
    expect(world.now).toMatchObject({ mode: 'agent', stint, handoff: { agent: ben.ref } })
  })

  it('lets the visitor wait again, with an end to it, when the agent leaves and nobody follows', () => {
    const world = new World().handOff()
    world.desk({ kind: 'joined', agent: ann.ref, vendor: ann.vendor }, 200)
    world.desk({ kind: 'transferred', to: null, vendor: null }, 300)
    expect(world.now.mode).toBe('waiting')
    world.take({ kind: 'timeUp', name: 'wait', stint: world.now.stint })
    expect(world.now.mode).toBe('bot')
  })

  it('gives the conversation back to the bot when the agent resolves it', () => {
    const world = new World().handOff()
    world.agentSays(ann, 'done', 200)
    world.desk({ kind: 'resolved', by: 'agent' }, 300)
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'resolved' })
    expect(tasks(world, 'turn').at(-1)?.task).toMatchObject({ why: 'returned', stint: world.now.stint })
  })

  it('closes the conversation after the resolution where the site chose so', () => {
    const world = new World({ afterResolve: 'closed' }).handOff()
    world.desk({ kind: 'resolved', by: 'system' }, 300)
    expect(world.now.mode).toBe('closed')
  })

  it('does not let a late resolution of the last stay end the next one in the same thread', () => {
    const world = new World().handOff(100)
    world.desk({ kind: 'resolved', by: 'agent' }, 200)
    world.take({ kind: 'askedForPerson' })
    world.take({ kind: 'availabilityKnown', stint: world.now.stint, availability: { kind: 'open' } })
    world.bind('t1' as ThreadId, 300)
    expect(world.desk({ kind: 'resolved', by: 'agent' }, 250)).toEqual([])
    expect(world.now.mode).toBe('waiting')
  })

  it('tells the stays of a thread that is for ever apart by their stretches, also when late news say no time of their own', () => {
    const world = new World()
    world.take({ kind: 'askedForPerson' })
    world.bind(thread, 100, [], 's1')
    world.desk({ kind: 'resolved', by: 'agent' }, 200, undefined, thread, 's1')
    world.take({ kind: 'askedForPerson' })
    world.bind(thread, 300, [], 's2')
    expect(world.desk({ kind: 'resolved', by: 'agent' }, 400, undefined, thread, 's1')).toEqual([])
    expect(world.now.mode).toBe('waiting')
    world.desk({ kind: 'resolved', by: 'agent' }, 500, undefined, thread, 's2')
    expect(world.now.mode).toBe('bot')
  })

  it('shows a goodbye that comes after its resolution, without bringing the agent back', () => {
    const world = new World().handOff()
    world.agentSays(ann, 'hi', 200)
    world.desk({ kind: 'resolved', by: 'agent' }, 300)
    world.agentSays(ann, 'bye', 290)
    expect(world.log.at(-1)).toMatchObject({ kind: 'agentSaid' })
    expect(world.now.mode).toBe('bot')
  })

  it('brings the agent back when they write after the resolution', () => {
    const world = new World().handOff()
    world.desk({ kind: 'resolved', by: 'agent' }, 300)
    world.agentSays(ann, 'one more thing', 400)
    expect(world.now.mode).toBe('agent')
  })

  it('takes the level of a look as one change, and the same level again as none', () => {
    const world = new World().handOff()
    world.desk({ kind: 'state', open: true, agent: ann }, 200)
    expect(world.now).toMatchObject({ mode: 'agent', handoff: { agent: ann.ref } })
    expect(world.desk({ kind: 'state', open: true, agent: ann }, 200)).toEqual([])
    world.desk({ kind: 'state', open: false, agent: null }, 300)
    expect(world.now.mode).toBe('bot')
  })

  it('hears that the visitor left at once, and the desk after everything written before', () => {
    const world = new World().handOff()
    world.say('bye')
    world.take({ kind: 'leftDesk' })
    expect(world.owed.slice(-3).map((one) => one.task.kind)).toEqual(['say', 'close', 'turn'])
    expect(world.desk({ kind: 'resolved', by: 'agent' }, 300).map(({ kind }) => kind)).toEqual(['threadClosed'])
  })

  it('shows trouble with a message until the desk surely has it', () => {
    const world = new World().handOff()
    const [said] = world.say('hello')
    const handoff = world.now.handoff?.id
    if (!handoff || !said) throw new Error('no handoff')
    world.take({ kind: 'deliveryTroubled', handoff, target: said.seq, state: 'checking' })
    expect(world.now.trouble).toEqual({ [said.seq]: 'checking' })
    world.take({ kind: 'delivered', handoff, target: said.seq, vendorIds: ['m1' as VendorId] })
    expect(world.now).toMatchObject({ trouble: {}, handoff: { owed: [], last: 'm1' } })
    expect(world.take({ kind: 'deliveryTroubled', handoff, target: said.seq, state: 'late' })).toEqual([])
  })

  it('replaces the text of an edited message and keeps no copy to send', () => {
    const world = new World().handOff()
    const said = world.agentSays(ann, 'typo', 200).at(-1)
    world.desk({ kind: 'edited', target: said?.seq as Seq, message: null }, 250)
    expect(world.log.at(-1)).toMatchObject({ kind: 'messageEdited', target: said?.seq, message: null })
  })
})
