import type { Dice } from '../drive/dice.ts'
import type { FaultSetting } from '../vendors/faults.ts'
import type { FaultName } from '../vendors/freshchat/fault-catalogue.ts'

/** What is done there is seldom answered for, and seldom told by webhook. */
export const freshchatInDoubt: [FaultName, FaultSetting][] = [
  ['loseAnswer', { how: 'reset', chance: 0.3, on: 'POST /conversations/:id/messages' }],
  ['dropHook', { chance: 0.7 }],
]

/** What goes wrong at Freshchat next. */
export function freshchatTrouble(dice: Dice): [FaultName, FaultSetting] {
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
