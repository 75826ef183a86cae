/**
 * What Baton itself asks a visitor, as distinct from what a bot says: the widget words it in the visitor's language and sends back an
 * `Answered`. It can be answered while its `seq` is among the status' `asks`; whoever writes on instead is not held up.
 */
export type Ask =
  /** Which team to talk to. */
  | { kind: 'desk'; desks: { name: string; label: string }[] }
  /**
   * Before a person is asked for (`handoff`), or to leave a message that is answered later (`message`). Fields that are known already are
   * not among them.
   */
  | { kind: 'form'; purpose: 'handoff' | 'message'; fields: AskedField[] }
  /** Nobody came in time. Only what is in `can` is offered. */
  | { kind: 'waitOver'; can: ('wait' | 'message' | 'bot')[] }
  /** Back within a day of a resolution: on with the same team? `label`: the team's. */
  | { kind: 'goOn'; label: string }
  /** How it was. A score is 1 to 5; thumbs give 1 or 5. */
  | { kind: 'rating'; scale: 'stars' | 'thumbs' }

export type AskedField = { id: AskedFieldId; required: boolean }
export type AskedFieldId = 'name' | 'email' | 'phone' | 'question'

export type Answered =
  /** desk: its name · waitOver: one of `can` · goOn: yes or no. */
  | { kind: 'chosen'; choice: string }
  /** Each required field, and no others than were asked. Checked by `fieldTrouble` at both ends. */
  | { kind: 'filled'; values: { [K in AskedFieldId]?: string } }
  | { kind: 'rated'; score: number; comment?: string }
  /** The visitor would rather not. */
  | { kind: 'declined' }

/** Limits in code points. */
export const fieldLimits: { [K in AskedFieldId]: number } = { name: 100, email: 254, phone: 40, question: 2_000 }
export const commentLimit = 1_000

/**
 * What is wrong with what somebody typed there; null: nothing. Kind by intent: an address is only refused when no mail could ever reach
 * it, and a phone number when it has fewer than five digits.
 */
export function fieldTrouble(
  { id, required }: AskedField,
  typed: string,
): 'missing' | 'tooLong' | 'email' | 'phone' | null {
  const value = typed.trim()
  if (value === '') return required ? 'missing' : null
  if ([...value].length > fieldLimits[id]) return 'tooLong'
  if (id === 'email' && !/^[^\s@<>(),;:"]+@[^\s@<>(),;:".]+(\.[^\s@<>(),;:".]+)+$/.test(value)) return 'email'
  if (id === 'phone' && (value.match(/\p{Nd}/gu)?.length ?? 0) < 5) return 'phone'
  return null
}
