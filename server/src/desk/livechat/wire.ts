import { z } from 'zod'

/**
 * What LiveChat sends, as far as we read it (vendors/livechat.md §2, §3, §6, §7). Liberal: what is missing or misshapen is
 * undefined, what is not named is dropped. Fields that decide who may see something stay as they came, so that "absent" and
 * "odd" can be told apart.
 */
const words = z.string().min(1).optional().catch(undefined)
const flag = z.boolean().optional().catch(undefined)
const items = z.array(z.unknown()).optional().catch(undefined)
const number = z.number().optional().catch(undefined)
const record = z.record(z.string(), z.unknown()).optional().catch(undefined)
/** As it came, whatever it is. */
const odd = z.unknown().optional()
/** Ids are opaque; an empty one is none. */
const id = z.string().trim().min(1).max(200).optional().catch(undefined)

export const vendorEvent = z.object({
  id,
  created_at: words,
  type: words,
  author_id: id,
  custom_id: words,
  visibility: odd,
  recipients: odd,
  deleted: odd,
  text: z.string().optional().catch(undefined),
  system_message_type: words,
  url: words,
  name: words,
  alternative_text: words,
  content_type: words,
  size: number,
  width: number,
  height: number,
  template_id: words,
  elements: items,
  fields: items,
})
export type VendorEvent = z.infer<typeof vendorEvent>

export const vendorUser = z.object({
  id,
  type: words,
  name: words,
  avatar: words,
  visibility: odd,
  present: flag,
})
export type VendorUser = z.infer<typeof vendorUser>

const queue = z.object({ position: number, wait_time: number }).optional().catch(undefined)

const list = <T>(shape: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((all) => all.flatMap((one) => shape.safeParse(one).data ?? []))

export const vendorThread = z.object({
  id,
  active: flag,
  created_at: words,
  previous_thread_id: id,
  events: list(vendorEvent),
  properties: record,
  queue,
})
export type VendorThread = z.infer<typeof vendorThread>

/** `thread`, singular (§8.12). */
export const vendorChat = z.object({
  id,
  users: list(vendorUser),
  access: z
    .object({ group_ids: list(z.number()) })
    .optional()
    .catch(undefined),
  thread: vendorThread.optional().catch(undefined),
})
export type VendorChat = z.infer<typeof vendorChat>

export const vendorThreads = z.object({ threads: list(vendorThread), next_page_id: words })
export const vendorChats = z.object({ chats_summary: list(z.object({ id, active: flag })) })
export const vendorBegun = z.object({ chat_id: id, thread_id: id, event_ids: list(z.string().min(1)) })
export const vendorSent = z.object({ event_id: id })
export const vendorGroups = z.object({ groups_status: record })

export const vendorToken = z.object({
  access_token: z.string().min(1).max(4_096),
  entity_id: z.string().min(1).max(200),
  expires_in: z.coerce.number().positive().catch(28_800),
})
/** `/v2/info` of an agent's token (§1.4). */
export const vendorTokenInfo = z.object({
  organization_id: id,
  client_id: id,
  scope: z.string().catch(''),
  expires_in: z.coerce.number().optional().catch(undefined),
})

export const vendorError = z.object({
  error: z.object({
    // Some spellings are known from a client of theirs only, which writes them large (§9, U3).
    type: z
      .string()
      .regex(/^[a-z_]{1,60}$/i)
      .transform((type) => type.toLowerCase()),
    message: z.string().optional().catch(undefined),
    data: record,
  }),
})
/** Errors of accounts have a shape of their own (§1.5). */
export const vendorRefusal = z.union([
  z.object({ oauth_exception: z.string().regex(/^[a-z_]{1,60}$/) }).transform((one) => one.oauth_exception),
  z.object({ identity_exception: z.string().regex(/^[a-z_]{1,60}$/) }).transform((one) => one.identity_exception),
])

export const vendorHook = z.object({
  secret_key: odd,
  action: words,
  organization_id: words,
  payload: z.record(z.string(), z.unknown()).catch({}),
})
export type VendorHook = z.infer<typeof vendorHook>

/** All that payloads of webhooks hold, by their names (§7.1). */
export const vendorPayload = z.object({
  chat: vendorChat.optional().catch(undefined),
  chat_id: id,
  thread_id: id,
  event: vendorEvent.optional().catch(undefined),
  event_id: id,
  user: vendorUser.optional().catch(undefined),
  user_id: id,
  transferred_to: z
    .object({ agent_ids: list(z.string().min(1)) })
    .optional()
    .catch(undefined),
  queue,
  seen_up_to: words,
  postback: z.object({ id: words, toggled: flag }).optional().catch(undefined),
  properties: record,
})
export type VendorPayload = z.infer<typeof vendorPayload>

/** Pushes say the same, and what only passes (§7.2). */
export const vendorPush = vendorPayload.extend({
  author_id: id,
  recipients: odd,
  visibility: odd,
  typing_indicator: z.object({ author_id: id, recipients: odd, is_typing: flag }).optional().catch(undefined),
})
export type VendorPush = z.infer<typeof vendorPush>

export const vendorWebhooks = list(
  z.object({
    id: z.string().min(1),
    url: z.string(),
    action: z.string(),
    type: words,
    description: words,
    filters: record,
  }),
)
export const vendorWebhooksState = z.object({ license_webhooks_enabled: flag })
export const vendorAgents = list(z.object({ id: z.string().min(1), name: words, avatar: words }))
