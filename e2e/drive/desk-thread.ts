/** One line of a desk's thread, as the desk itself has it. Times are the desk's, in ms. */
export type DeskLine = {
  id: string
  at: number
  /** note: for agents' eyes · notice: nobody wrote it · bot: one of the vendor's. */
  by: 'visitor' | 'agent' | 'note' | 'notice' | 'bot'
  /** Written by a client of the vendor's API, and not by a person on the agent page. */
  byApi: boolean
  text: string
}

/** The desk's lasting record with one visitor. Lines: oldest first, without what was deleted or never got through. */
export type DeskThread = {
  id: string
  user: string
  open: boolean
  /** Who has it, by the vendor's id. */
  agent: string | null
  lines: DeskLine[]
}
