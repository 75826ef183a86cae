import type { Dice } from '../drive/dice.ts'
import { pause } from '../drive/waiting.ts'
import type { FaultSetting, Faults } from '../vendors/faults.ts'
import { freshchatInDoubt, freshchatTrouble } from './weather-freshchat.ts'
import { livechatInDoubt, livechatTrouble } from './weather-livechat.ts'
import type { World } from './world.ts'

/** What happened to a trial, for the reader of a failure: when (ms from its beginning), and what. */
export type Diary = { at: number; what: string }[]

/** Faults of a desk as they come and go. Times are the desk's, which run as fast as the trial's clock. */
export async function desk(
  { faults, dice }: World,
  { inDoubt, over, note }: { inDoubt: boolean; over: () => boolean; note: (what: string) => void },
): Promise<void> {
  const own = dice.fork('desk')
  const how = { dice: own, over, note }
  switch (faults.kind) {
    case 'freshchat':
      return await spells(faults.on, () => freshchatTrouble(own), inDoubt ? freshchatInDoubt : [], how)
    case 'livechat':
      return await spells(faults.on, () => livechatTrouble(own), inDoubt ? livechatInDoubt : [], how)
  }
}

async function spells<Name extends string>(
  faults: Faults<Name>,
  trouble: () => [Name, FaultSetting],
  standing: [Name, FaultSetting][],
  { dice, over, note }: { dice: Dice; over: () => boolean; note: (what: string) => void },
): Promise<void> {
  let many = 0
  while (!over()) {
    for (const [name, setting] of standing) faults.set(name, setting)
    await pause(dice.between(20, 220) + many++ * 10)
    const [name, setting] = trouble()
    faults.set(name, setting)
    note(`desk: ${name} ${JSON.stringify(setting)}`)
    if (!dice.happens(0.6)) continue
    await pause(dice.between(20, 250))
    faults.clear(dice.happens(0.5) ? name : undefined)
  }
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
