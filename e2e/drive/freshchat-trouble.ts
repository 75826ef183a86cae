import type { FaultSetting } from '../vendors/faults.ts'
import type { FaultName } from '../vendors/freshchat/fault-catalogue.ts'
import type { Faults } from '../vendors/freshchat/freshchat.ts'
import type { Call, DeskTrouble, Told, Trouble, TroubleSetting } from './desk-trouble.ts'

/** Null: nothing to switch. */
const names: { [T in Trouble]: FaultName | null } = {
  down: 'outage',
  fails: 'serverError',
  slowDown: 'tooMany',
  silent: 'hang',
  answerLost: 'loseAnswer',
  hooksFirst: 'webhookFirst',
  listsLate: 'listLag',
  away: 'outsideHours',
  noteBesideReply: 'noteBesideReply',
  noEcho: 'echoOff',
  hooksLost: 'dropHook',
  hooksLate: 'delayHook',
  hooksDoubled: 'duplicateHook',
  hooksReordered: 'reorderHook',
  hooksForged: 'forgedHook',
  notLive: null,
  strangersTalk: 'foreignTraffic',
}

const places: { [on in Call | Told]: FaultSetting[] } = {
  say: [{ on: 'POST /conversations/:id/messages' }],
  open: [{ on: 'POST /conversations' }],
  identify: [{ on: 'POST /users' }],
  said: [{ on: 'message_create' }],
  // A notice tells of the end too, as the next message of all.
  ended: [{ on: 'conversation_resolution' }, { on: 'message_create', times: 1 }],
}

export function freshchatTrouble(faults: Faults): DeskTrouble {
  return {
    set(trouble, setting = {}) {
      const name = names[trouble]
      if (name) for (const one of placed(setting)) faults.set(name, one)
    },
    clear(trouble) {
      const name = trouble && names[trouble]
      if (name !== null) faults.clear(name)
    },
  }
}

const placed = ({ on, ...rest }: TroubleSetting): FaultSetting[] =>
  on ? places[on].map((place) => ({ ...rest, ...place })) : [rest]
