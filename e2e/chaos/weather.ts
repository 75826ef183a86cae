import type { Dice } from '../drive/dice.ts'
import { pause } from '../drive/waiting.ts'
import type { FaultSetting } from '../vendors/faults.ts'
import type { FaultName } from '../vendors/freshchat/fault-catalogue.ts'
import type { World } from './world.ts'

/** What happened to a trial, for the reader of a failure: when (ms from its beginning), and what. */
export type Diary = { at: number; what: string }[]

/** Faults of a desk as they come and go. Times are the desk's, which run as fast as the trial's clock. */
export async function desk(world: World, over: () => boolean, note: (what: string) => void): Promise<void> {
  const dice = world.dice.fork('desk')
  const { faults } = world.freshchat
  let spells = 0
  while (!over()) {
    await pause(dice.between(20, 220) + spells++ * 10)
    const [name, setting] = trouble(dice)
    faults.set(name, setting)
    note(`desk: ${name} ${JSON.stringify(setting)}`)
    if (!dice.happens(0.6)) continue
    await pause(dice.between(20, 250))
    faults.clear(dice.happens(0.5) ? name : undefined)
  }
}

function trouble(dice: Dice): [FaultName, FaultSetting] {
  const times = dice.between(1, 3)
  return dice.one<[FaultName, FaultSetting]>([
    ['serverError', { status: dice.one([500, 502, 503]), times }],
    ['serverError', { status: 500, chance: 0.3 }],
    ['tooMany', { times: 1, how: dice.one(['seconds', 'none']), ms: 2_000 }],
    ['reset', { times }],
    ['loseAnswer', { how: dice.one(['reset', 'hang', '500']), times }],
    ['loseAnswer', { how: 'reset', times: 1, on: 'POST /conversations' }],
    ['loseAnswer', { how: '500', times: 1, on: 'POST /conversations/:id/messages' }],
    ['loseAnswer', { how: 'reset', times: 1, on: 'POST /users' }],
    ['hang', { times: 1 }],
    ['latency', { ms: 600, chance: 0.5 }],
    ['drip', { times: 1, bytes: 64, ms: 10 }],
    ['portalPage', { times: 1 }],
    ['webhookFirst', { chance: 0.5 }],
    ['created201', { chance: 0.5 }],
    ['outage', { how: dice.one(['reset', '503']), times: dice.between(2, 12) }],
    ['listLag', { ms: 1_500 }],
    ['searchLag', { ms: 3_000 }],
    ['shortPage', { size: 2 }],
    ['echoOff', { chance: 0.5 }],
    ['duplicateHook', { copies: dice.between(2, 4), chance: 0.5 }],
    ['reorderHook', { chance: 0.4, ms: 1_000 }],
    ['dropHook', { chance: 0.3 }],
    ['delayHook', { chance: 0.4, ms: dice.between(200, 6_000) }],
    ['noMessageType', { chance: 0.5 }],
    ['unknownAction', { times }],
    ['unknownPart', { times: 1 }],
    ['noteBesideReply', { times }],
    ['foreignTraffic', { times: 1 }],
    ['forgedHook', { times: 1 }],
  ])
}

/** Kills of servers within `talk` ms: 1 to 3 a trial, some of them while the server is starting. */
export async function kills(world: World, talk: number, note: (what: string) => void): Promise<number> {
  const dice = world.dice.fork('kills')
  const begun = performance.now()
  const times = Array.from({ length: dice.between(1, 3) }, () => begun + dice.fraction() * talk).sort((a, b) => a - b)
  let killed = 0
  for (const at of times) {
    await pause(Math.max(0, at - performance.now()))
    const seat = dice.one(world.seats)
    await seat.kill()
    note('kill -9')
    killed++
    await pause(dice.between(0, 150))
    if (dice.happens(0.3)) {
      await seat.startBlind()
      await pause(dice.between(0, 300))
      await seat.kill()
      note('kill -9 while starting')
      killed++
    }
    const came = await seat.start()
    note(came ? 'started' : 'did not start')
    if (!came) throw new Error(`a server did not start:\n${seat.logs.slice(-20).join('\n')}`)
  }
  return killed
}
