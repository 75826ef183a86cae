import { z } from 'zod'

/**
 * What Freshchat sends, as far as we read it (vendors/freshchat.md §2, §4.5). Liberal: what is missing or misshapen is
 * undefined, what is not named is dropped. Fields that decide who may see something stay as they came, so that "absent" and
 * "odd" can be told apart.
 */
const words = z.string().min(1).optional().catch(undefined)
const flag = z.boolean().optional().catch(undefined)
const items = z.array(z.unknown()).optional().catch(undefined)
const link = z.object({ href: words }).optional().catch(undefined)
const count = z.number().optional().catch(undefined)
/** As it came, whatever it is. */
const odd = z.unknown().optional()
/** Ids may be very long and of any letters; an empty one is none. */
const id = z
  .union([z.string().trim().min(1).max(200), z.number().transform(String)])
  .optional()
  .catch(undefined)

export const vendorMessage = z.object({
  id,
  conversation_id: id,
  app_id: id,
  actor_type: odd,
  actor_id: id,
  message_type: odd,
  message_source: odd,
  botsPrivateNote: odd,
  meta_data: odd,
  message_parts: items,
  reply_parts: items,
  created_time: words,
  interaction_id: id,
  error_code: odd,
  error_message: odd,
  status: odd,
})
export type VendorMessage = z.infer<typeof vendorMessage>

export const vendorConversation = z.object({
  conversation_id: id,
  app_id: id,
  status: words,
  channel_id: id,
  assigned_agent_id: z.string().optional().catch(undefined),
  assigned_group_id: z.string().optional().catch(undefined),
  interaction_id: id,
  created_time: words,
  updated_time: words,
  url: words,
  messages: items,
})
export type VendorConversation = z.infer<typeof vendorConversation>

const property = z.object({ name: z.string().min(1), value: z.unknown() })

/** A list of names and values; seen as an object too (trap 5.5). `null`: there, and not to be read. */
const properties = z
  .union([
    z.array(property),
    z.record(z.string(), z.unknown()).transform((map) => Object.entries(map).map(([name, value]) => ({ name, value }))),
  ])
  .nullish()
  .catch(null)

export const vendorUser = z.object({ id, reference_id: words, created_time: words, properties })
export type VendorUser = z.infer<typeof vendorUser>

export const vendorAgent = z.object({
  id,
  email: words,
  first_name: words,
  last_name: words,
  avatar: z.object({ url: words }).optional().catch(undefined),
  /** A list, or one string with commas (§2.7). */
  groups: z
    .union([z.array(z.string()), z.string().transform((list) => list.split(',').map((one) => one.trim()))])
    .optional()
    .catch(undefined),
  is_deactivated: flag,
  is_deleted: flag,
  availability_status: words,
})
export type VendorAgent = z.infer<typeof vendorAgent>

export const vendorGroup = z.object({ id, name: words })
export const vendorChannel = z.object({ id, name: words, enabled: flag, source: words })
export type VendorChannel = z.infer<typeof vendorChannel>

const accountFacts = z.object({ app_id: id, account_domain: words, plan_type: words, organisation_id: id })
/** At the root, or below `configuration` (§2.1). */
export const vendorAccount = z.union([
  z.object({ configuration: accountFacts }).transform((answer) => answer.configuration),
  accountFacts,
])

/** One page of any list: the messages' `link`, the others' `links` and `pagination` (§1.6). */
export const vendorPage = z.object({
  link,
  links: z.object({ next_page: link }).optional().catch(undefined),
  pagination: z.object({ total_pages: count, total_items: count }).optional().catch(undefined),
})

export const vendorError = z.object({ status: words, message: words, error: words })

export const vendorState = z.object({
  conversation: vendorConversation.optional().catch(undefined),
  interaction_id: id,
  resolver: odd,
  to_agent_id: z.string().optional().catch(undefined),
  from_agent_id: z.string().optional().catch(undefined),
})
export type VendorState = z.infer<typeof vendorState>
const maybeState = vendorState.optional().catch(undefined)

export const vendorHook = z.object({
  actor: z.object({ actor_type: odd, actor_id: id }).optional().catch(undefined),
  action: words,
  action_time: words,
  data: z
    .object({
      message: vendorMessage.optional().catch(undefined),
      assignment: maybeState,
      resolve: maybeState,
      reopen: maybeState,
      conversation: vendorConversation.optional().catch(undefined),
      conversation_id: id,
    })
    .catchall(z.unknown())
    .optional()
    .catch(undefined),
})
export type VendorHook = z.infer<typeof vendorHook>
