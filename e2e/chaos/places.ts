import type { DeskKind } from '../drive/desk-kinds.ts'

/** Named places where a server can die (points.ts). */
export type Places = {
  /** On the way from "a person, please" to a thread at the desk with all that belongs in it. */
  opening: readonly string[]
  /** From there to the agent's answer in the widget. */
  talking: readonly string[]
  /** Places that only a server in doubt comes by, with the place of a first death that makes the doubt. */
  doubts: { readonly [point: string]: string }
}

export function placesOf(kind: DeskKind): Places {
  switch (kind) {
    case 'freshchat':
      return {
        opening: [
          ...openingAnywhere,
          ...around('http GET /users'),
          ...around('http POST /users'),
          ...around('desks.set user'),
          ...around('http POST /conversations'),
          'outbox.claim note after',
          ...around('desk.send note'),
          ...around('outbox.settle note'),
          'outbox.claim assign after',
          ...around('desk.send assign'),
          ...around('http PUT /conversations/*'),
          ...around('outbox.settle assign'),
        ],
        talking: [...talkingAnywhere, ...around('http POST /conversations/*/messages')],
        doubts: doubtsAfter('http POST /conversations after'),
      }
    case 'livechat':
      return {
        opening: [
          ...openingAnywhere,
          ...around('http POST /customer/token'),
          ...around('desks.set entity'),
          ...around('desks.set token'),
          ...around('http POST /customer/action/update_customer'),
          ...around('http POST /customer/action/list_chats'),
          ...around('http POST /customer/action/start_chat'),
          ...around('desks.set chat'),
        ],
        talking: [...talkingAnywhere, ...around('http POST /customer/action/send_event')],
        doubts: doubtsAfter('http POST /customer/action/start_chat after'),
      }
  }
}

const openingAnywhere = [
  ...around('log.write handoffRequested'),
  ...around('log.write settles availability'),
  'outbox.claim open after',
  ...around('desk.identify'),
  ...around('desks.set visitor'),
  ...around('desk.open'),
  ...around('desks.set opening'),
  ...around('log.write settles open'),
]

const talkingAnywhere = [
  'outbox.claim say after',
  ...around('desk.send say'),
  ...around('log.write settles say'),
  ...around('inbox.add'),
  ...around('inbox.done'),
  ...around('log.write agentJoined'),
  ...around('log.write settles introduce'),
]

const doubtsAfter = (opened: string): Places['doubts'] => ({
  'desk.findOpening before': opened,
  'desk.findOpening after': opened,
  'outbox.postpone open before': 'desk.open before',
  'outbox.postpone open after': 'desk.open before',
  'desk.find say before': 'desk.send say after',
  'desk.find say after': 'desk.send say after',
  'outbox.postpone say before': 'desk.send say before',
  'outbox.postpone say after': 'desk.send say before',
})

function around(name: string): [string, string] {
  return [`${name} before`, `${name} after`]
}
