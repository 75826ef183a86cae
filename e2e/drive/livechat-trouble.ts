import type { FaultSetting } from '../vendors/faults.ts'
import type { FaultName } from '../vendors/livechat/fault-catalogue.ts'
import type { Faults } from '../vendors/livechat/livechat.ts'
import type { Call, DeskTrouble, Told, Trouble, TroubleSetting } from './desk-trouble.ts'

const names: { [T in Trouble]: FaultName } = {
  down: 'outage',
  fails: 'serverError',
  slowDown: 'tooMany',
  silent: 'hang',
  answerLost: 'loseAnswer',
  hooksFirst: 'webhookFirst',
  listsLate: 'listLag',
  away: 'groupsOffline',
  noteBesideReply: 'whisperBesideReply',
  noEcho: 'dropHook',
  hooksLost: 'dropHook',
  hooksLate: 'delayHook',
  hooksDoubled: 'duplicateHook',
  hooksReordered: 'reorderHook',
  hooksForged: 'wrongSecret',
  notLive: 'dropPush',
  strangersTalk: 'foreignTraffic',
}

/** A thread begins by either of two calls, so a setting with `times` may bite so often in each. */
const places: { [on in Call | Told]: FaultSetting[] } = {
  say: [{ on: 'send_event' }],
  open: [{ on: 'start_chat' }, { on: 'resume_chat' }],
  identify: [{ on: '/customer/token' }],
  said: [{ on: 'incoming_event' }],
  // The notice that tells of the end comes first, as the next event of all.
  ended: [{ on: 'chat_deactivated' }, { on: 'incoming_event', times: 1 }],
}

export function livechatTrouble(faults: Faults): DeskTrouble {
  return {
    set(trouble, setting = {}) {
      for (const one of placed(trouble, setting)) faults.set(names[trouble], one)
    },
    clear: (trouble) => faults.clear(trouble && names[trouble]),
  }
}

function placed(trouble: Trouble, { on, ...rest }: TroubleSetting): FaultSetting[] {
  const told = on ?? (trouble === 'noEcho' ? 'said' : undefined)
  return told ? places[told].map((place) => ({ ...rest, ...place })) : [rest]
}
