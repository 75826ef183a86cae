import type { Account } from './account.ts'
import type { Agent, Channel, Conversation, Group, Message, Part, User } from './records.ts'

export type Json = { [field: string]: unknown }

/** Absent values are left out, not null (contract 2.2). */
function present(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))
}

export function wireUser(user: User): Json {
  return present({
    id: user.id,
    created_time: user.at,
    updated_time: user.updated,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    phone: user.phone,
    avatar: user.avatar ? { url: user.avatar } : null,
    reference_id: user.referenceId,
    restore_id: user.restoreId,
    properties: user.properties,
    social_profiles: user.socialProfiles,
    login_status: false,
    org_contact_id: user.orgContactId,
  })
}

export function wireAgent(account: Account, agent: Agent): Json {
  const groups = account.faults.take('groupsAsText', 'agent') ? agent.groups.join(',') : agent.groups
  return present({
    id: agent.id,
    email: agent.email,
    first_name: agent.firstName,
    last_name: agent.lastName,
    avatar: agent.avatar ? { url: new URL(agent.avatar, account.url).href } : null,
    biography: '',
    role_name: agent.role,
    groups,
    is_deactivated: agent.deactivated,
    is_deleted: agent.deleted === true,
    availability_status: agent.available ? 'AVAILABLE' : 'UNAVAILABLE',
    agent_status: { id: agent.available ? 'on' : 'off', name: agent.available ? 'Active on Intelliassign' : 'Away' },
    routing_type: 'DISABLED',
    license_type: 'fulltime',
    locale: 'en-us',
    timezone: 'Etc/UTC',
    login_status: agent.available,
    skill_id: 0,
    org_contact_id: agent.orgId,
    social_profiles: [],
    created_time: agent.at,
  })
}

export function wireGroup(group: Group): Json {
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    routing_type: 'DISABLED',
    chat_group_id: group.orgId,
  }
}

export function wireChannel(channel: Channel): Json {
  return {
    id: channel.id,
    icon: {},
    updated_time: channel.updated,
    enabled: channel.enabled,
    public: channel.public,
    name: channel.name,
    tags: [],
    locale: '',
    source: channel.source,
    welcome_message: {
      message_parts: [{ text: { content: channel.welcome } }],
      message_type: 'normal',
      restrictResponse: false,
      botsPrivateNote: false,
      isBotsInput: false,
    },
  }
}

export function wireConversation(account: Account, conversation: Conversation): Json {
  const five = {
    conversation_id: conversation.id,
    app_id: account.appId,
    status: statusWord(account, conversation),
    channel_id: conversation.channel,
    skill_id: 0,
  }
  if (account.faults.take('sparseConversation', 'conversation')) return five
  return present({
    ...five,
    conversation_internal_id: Number(conversation.number),
    freshchat_conversation_id: conversation.number,
    user_id: conversation.user,
    ...assigned(account, conversation),
    properties: conversation.properties,
    created_time: conversation.at,
    updated_time: conversation.updated,
    url: `${account.url}/sim#conversation=${conversation.id}`,
  })
}

/** Older accounts spell them otherwise (contract 2.3, 4.5). */
export function statusWord(account: Account, { status }: Conversation): string {
  if (!account.faults.take('statusWords', 'conversation')) return status
  const words: { [status: string]: string } = { resolved: 'resolve', reopened: 'reopen' }
  return words[status] ?? status.toUpperCase().replaceAll(' ', '_')
}

export function assigned(account: Account, conversation: Conversation): Json {
  return present({
    assigned_agent_id: conversation.agent,
    assigned_org_agent_id: conversation.agent ? account.agent(conversation.agent)?.orgId : null,
    assigned_group_id: conversation.group,
    assigned_org_group_id: conversation.group ? account.group(conversation.group)?.orgId : null,
  })
}

export function wireMessage(account: Account, conversation: Conversation, message: Message): Json {
  return present({
    message_parts: wireParts(account, message),
    reply_parts: message.replyParts.length > 0 ? message.replyParts : null,
    app_id: account.appId,
    ...wireActor(account, message),
    id: message.id,
    user_id: conversation.user,
    channel_id: conversation.channel,
    conversation_id: conversation.id,
    interaction_id: message.interaction,
    message_type: message.type,
    message_source: message.source,
    meta_data: wireMeta(account, message),
    created_time: message.at,
    restrictResponse: false,
    botsPrivateNote: message.botsPrivateNote,
    isBotsInput: false,
    ...(message.failed && {
      error_code: message.failed.code,
      status: 'Failed',
      error_message: message.failed.message,
      error_category: 'INTERNAL',
    }),
    ...numericIds(account, conversation),
  })
}

/** Who wrote it; a bot or the system may be nobody at all (contract 2.4). */
export function wireActor(account: Account, message: Message): Json {
  const { kind, id } = message.by
  // The account's "send as bot" setting may do this (contract 7, U12).
  if (kind === 'agent' && message.source === 'api' && account.faults.take('sentAsBot', 'message'))
    return { actor_type: 'bot' }
  const nameless = kind === 'system' || kind === 'bot'
  if (nameless && account.faults.take('noActor', 'message')) return {}
  return present({
    actor_type: kind,
    actor_id: id,
    org_actor_id: kind === 'agent' && id ? account.agent(id)?.orgId : null,
  })
}

/** An attachment of an agent may show its URL only later (contract 5.9). */
export function wireParts(account: Account, message: Message): Part[] {
  if (message.urlFrom <= account.clock.now()) return message.parts
  return message.parts.map((part) => {
    const [kind, inside] = Object.entries(part)[0] ?? []
    if (kind !== 'file' && kind !== 'image' && kind !== 'video') return part
    const { url: _hidden, ...rest } = inside as Json
    return { [kind]: rest }
  })
}

export function wireMeta(account: Account, message: Message): Json | null {
  const flags = Object.entries(message.meta)
  if (flags.length === 0) return null
  const asText = account.faults.take('metaAsText', 'message') !== null
  return Object.fromEntries(flags.map(([flag, value]) => [flag, asText ? String(value) : value]))
}

export function numericIds(account: Account, conversation: Conversation): Json {
  if (!account.faults.take('numericIds', 'message')) return {}
  return {
    freshchat_conversation_id: conversation.number,
    freshchat_channel_id: account.channel(conversation.channel)?.number,
  }
}
