import type { Dice } from '../drive/dice.ts'
import type { FaultSetting } from '../vendors/faults.ts'
import type { FaultName } from '../vendors/livechat/fault-catalogue.ts'

/** What is done there is seldom answered for, and seldom told by webhook or push. */
export const livechatInDoubt: [FaultName, FaultSetting][] = [
  ['loseAnswer', { how: 'reset', chance: 0.3, on: 'send_event' }],
  ['dropHook', { chance: 0.7 }],
  ['dropPush', { chance: 0.7 }],
]

/** What goes wrong at LiveChat next. */
export function livechatTrouble(dice: Dice): [FaultName, FaultSetting] {
  const times = dice.between(1, 3)
  return dice.one<[FaultName, FaultSetting]>([
    ['serverError', { status: dice.one([500, 502, 503]), times }],
    ['serverError', { status: 500, chance: 0.3 }],
    ['tooMany', { times: 1, how: dice.one(['seconds', 'none']), ms: 2_000 }],
    ['reset', { times }],
    ['loseAnswer', { how: dice.one(['reset', 'hang', '500']), times }],
    ['loseAnswer', { how: 'reset', times: 1, on: 'start_chat' }],
    ['loseAnswer', { how: 'hang', times: 1, on: 'resume_chat' }],
    ['loseAnswer', { how: '500', times: 1, on: 'send_event' }],
    ['loseAnswer', { how: 'reset', times: 1, on: '/customer/token' }],
    ['hang', { times: 1 }],
    ['latency', { ms: 600, chance: 0.5 }],
    ['drip', { times: 1, bytes: 64, ms: 10 }],
    ['portalPage', { times: 1 }],
    ['webhookFirst', { chance: 0.5 }],
    ['errorOn200', { times: 1 }],
    ['outage', { how: dice.one(['reset', '503']), times: dice.between(2, 12) }],
    ['tokenRevoked', { times: 1 }],
    ['shortTokens', { ms: 5_000, on: 'customer' }],
    ['misdirected', { times: 1, how: 'fra' }],
    ['emptyBody', { chance: 0.5 }],
    ['closesBeforeSend', { times: 1 }],
    ['listLag', { ms: 1_500 }],
    ['shortPage', { size: 2 }],
    ['repeatingPage', { times }],
    ['emptyLastPage', { times }],
    ['uuidEvents', { chance: 0.5 }],
    ['offsetTimes', { chance: 0.5 }],
    ['recipientsEverywhere', { chance: 0.5 }],
    ['agentWithQueue', { times }],
    ['queueInProperties', { times }],
    ['stickyGroup', { chance: 0.5 }],
    ['transferStorm', { times }],
    ['supervisor', { chance: 0.5 }],
    ['leakNotes', { chance: 0.5 }],
    ['whisperBesideReply', { times }],
    ['unknownEvent', { times }],
    ['duplicateHook', { copies: dice.between(2, 4), chance: 0.5 }],
    ['reorderHook', { chance: 0.4, ms: 1_000 }],
    ['dropHook', { chance: 0.3 }],
    ['delayHook', { chance: 0.4, ms: dice.between(200, 6_000) }],
    ['wrongSecret', { times: 1, how: dice.one(['other', 'missing']) }],
    ['unknownAction', { times }],
    ['foreignTraffic', { times: 1 }],
    ['evicted', { times, ms: dice.between(100, 3_000), how: dice.one(['connection_evicted', 'connection_timeout']) }],
    ['loginRefused', { times, how: dice.one(['internal', 'users_limit_reached']) }],
    ['dropPush', { chance: 0.4 }],
    ['duplicatePush', { copies: dice.between(2, 3), chance: 0.5 }],
    ['pushFirst', { chance: 0.5 }],
    ['deaf', { times: 1 }],
  ])
}
