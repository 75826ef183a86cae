import type { Delivery } from './deliveries.ts'
import type { EventBody } from './events.ts'
import type { HandoffId, Origin } from './ids.ts'

/**
 * What follows from an input: facts to append and deliveries to owe, in one commit.
 * `origins`: ids that are ours from now on; whatever comes with one of them later changes nothing.
 * `cancel`: deliveries of that stay made earlier, neither claimed nor in doubt, are no longer owed.
 */
export type Decision = { events: EventBody[]; deliveries: Delivery[]; origins: Origin[]; cancel: HandoffId[] }

export const nothing: Decision = { events: [], deliveries: [], origins: [], cancel: [] }
