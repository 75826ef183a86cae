import type { Account, Happening } from './account.ts'
import type { Generation } from './freshchat.ts'
import type { Actor } from './records.ts'
import type { Json } from './wire.ts'
import { assigned, numericIds, statusWord, wireActor, wireMeta, wireParts } from './wire.ts'

/** The envelope of contract 4.4 and 4.5, with the optional fields of one generation of the vendor's samples. */
export function hookBody(account: Account, happening: Happening, newest: Generation): Json {
  const { action } = happening
  const older = account.faults.take('olderBodies', action)?.how
  const body = whole(account, happening, older === '2020' || older === '2021' ? older : newest)
  const sparse = account.faults.take('sparseBodies', action) ? sparseBody(body) : body
  return account.faults.take('unknownFields', action) ? withUnknown(sparse) : sparse
}

function whole(account: Account, happening: Happening, generation: Generation): Json {
  const late = Math.floor(account.chance() * 40)
  const content = data(account, happening, generation)
  return {
    ...(!isNameless(content) && { actor: { actor_type: happening.by.kind, actor_id: happening.by.id ?? '' } }),
    action: happening.action,
    // Up to 40 ms after the fact, as in the documented samples.
    action_time: new Date(Date.parse(happening.at) + late).toISOString(),
    data: content,
  }
}

const sparse = new Set([
  ...['actor', 'action', 'action_time', 'data', 'message', 'assignment', 'resolve', 'reopen', 'conversation'],
  ...['id', 'conversation_id', 'actor_type', 'actor_id', 'message_type', 'created_time', 'botsPrivateNote'],
  ...['message_source', 'meta_data', 'to_agent_id', 'from_agent_id', 'resolver', 'reopener', 'status'],
])

/** What third parties saw at the least: who, what, where and when. Parts stay whole. */
function sparseBody(body: Json): Json {
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => sparse.has(name) || name.endsWith('_parts'))
      .map(([name, value]) => [name, isPlain(value) && name !== 'meta_data' ? sparseBody(value) : value]),
  )
}

function withUnknown(body: Json): Json {
  const inside = Object.entries(body).map(([name, value]) => [name, isPlain(value) ? withUnknown(value) : value])
  return { ...Object.fromEntries(inside), undocumented: { private: 'not for visitors' } }
}

const isPlain = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A message without an actor comes in an envelope without one. */
function isNameless(content: Json): boolean {
  const { message } = content as { message?: Json }
  return message !== undefined && message.actor_type === undefined
}

function data(account: Account, happening: Happening, generation: Generation): Json {
  const { conversation } = happening
  const interaction = generation === '2020' ? {} : { interaction_id: conversation.interaction }
  switch (happening.action) {
    case 'message_create':
      return { message: message(account, happening, generation) }
    case 'conversation_assignment':
      return {
        assignment: {
          ...actor('assignor', happening.by),
          to_agent_id: happening.to.agent ?? '',
          to_group_id: happening.to.group ?? '',
          from_agent_id: happening.from.agent ?? '',
          from_group_id: happening.from.group ?? '',
          ...interaction,
          conversation: nested(account, happening, generation),
        },
      }
    case 'conversation_resolution':
      return {
        resolve: {
          ...actor('resolver', happening.by),
          conversation: nested(account, happening, generation),
          ...interaction,
        },
      }
    case 'conversation_reopen':
      return {
        reopen: {
          ...actor('reopener', happening.by),
          conversation: nested(account, happening, generation),
          ...interaction,
        },
      }
  }
}

function message(account: Account, happening: Happening & { action: 'message_create' }, generation: Generation): Json {
  const { conversation, message } = happening
  const { org_actor_id, ...writer } = wireActor(account, message)
  // The newest samples leave out `normal`; a note or notice still says what it is (contract 4.5).
  const typeless =
    message.type === 'normal' && (generation === '2022' || account.faults.take('noMessageType', 'message_create'))
  const meta = wireMeta(account, message)
  return {
    message_parts: wireParts(account, message),
    ...(message.replyParts.length > 0 && { reply_parts: message.replyParts }),
    app_id: account.appId,
    ...writer,
    ...(generation === '2021' && org_actor_id !== undefined && { org_actor_id }),
    id: message.id,
    channel_id: conversation.channel,
    conversation_id: conversation.id,
    ...(generation !== '2020' && { interaction_id: message.interaction }),
    ...(!typeless && { message_type: message.type }),
    created_time: message.at,
    ...(message.by.kind !== 'user' && { user_id: conversation.user }),
    ...((generation !== '2022' || message.source === 'system') && { message_source: message.source }),
    ...(meta && { meta_data: meta }),
    ...((generation === '2022' || message.botsPrivateNote) && {
      restrictResponse: false,
      botsPrivateNote: message.botsPrivateNote,
    }),
    ...numericIds(account, conversation),
  }
}

function actor(role: string, by: Actor): Json {
  return { [role]: by.kind, [`${role}_id`]: by.id ?? '' }
}

function nested(account: Account, happening: Happening, generation: Generation): Json {
  const { conversation } = happening
  const { assigned_org_agent_id, assigned_org_group_id: _unused, ...holders } = assigned(account, conversation)
  return {
    conversation_id: conversation.id,
    app_id: account.appId,
    status: statusWord(account, conversation),
    channel_id: conversation.channel,
    ...holders,
    ...(generation === '2022' && {
      ...(assigned_org_agent_id !== undefined && { assigned_org_agent_id }),
      skill_id: 0,
      sla_policy_id: 0,
      sla_breached: false,
    }),
  }
}
