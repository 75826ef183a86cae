import { z } from 'zod'

// Liberal in what is accepted (vendors/freshchat.md §0): only what is used must be there.
const id = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String)

export const vendorTicket = z.object({ id })

export const listedTicket = z.object({
  id,
  tags: z.array(z.string()).catch([]),
  created_at: z.string().optional().catch(undefined),
})
export type ListedTicket = z.infer<typeof listedTicket>

/** `ticket_scope`: 1 all tickets, 2 those of the agent's groups, 3 those given to the agent. */
export const vendorAgent = z.object({
  id,
  ticket_scope: z.number().optional().catch(undefined),
  contact: z.object({ name: z.string().optional().catch(undefined) }).catch({ name: undefined }),
})

/** Validation names fields; everything else has a code (§6). */
export const vendorError = z.object({
  code: z.string().optional().catch(undefined),
  errors: z
    .array(z.object({ field: z.string().catch(''), code: z.string().catch('') }))
    .optional()
    .catch(undefined),
})
