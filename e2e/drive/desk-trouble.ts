/** What can go wrong at a desk, in words of no vendor. */
export type Trouble =
  // Of calls: `on` names one kind of them, else all are meant.
  /** Nothing is done: the connection is cut, `how: '503'`: a page of an error. Webhooks are lost meanwhile. */
  | 'down'
  /** Nothing is done, the answer is 5xx. `status`, default 503. */
  | 'fails'
  /** Nothing is done, the answer is to come again `ms` later. Vendors tell whole seconds, so it may become more. */
  | 'slowDown'
  /** Nothing is done and nothing said. */
  | 'silent'
  /** It is done, and the answer gets lost: `how` = reset (default), hang or 500. */
  | 'answerLost'
  /** The answer waits until the webhooks about it were taken. */
  | 'hooksFirst'
  /** What is new is missing from lists for `ms`. */
  | 'listsLate'
  // Of people.
  /** Nobody is there: outside business hours, or nobody is online. */
  | 'away'
  /** Each reply of an agent is followed by a note for colleagues. */
  | 'noteBesideReply'
  // Of webhooks: `on` names what they tell.
  /** What a client did is not told back. LiveChat cannot tell that apart: there nothing said is told at all. */
  | 'noEcho'
  | 'hooksLost'
  /** By `ms`. */
  | 'hooksLate'
  /** Each comes `copies` times. */
  | 'hooksDoubled'
  /** One is held until the next was taken, at most `ms`. */
  | 'hooksReordered'
  /** Each comes without what proves where it is from. */
  | 'hooksForged'
  /** Nothing is told but by webhooks. At Freshchat it never is. */
  | 'notLive'
  /** Each is followed by one about somebody else's thread. */
  | 'strangersTalk'

/** say: a visitor's words · open: a thread begins · identify: a visitor is made known. */
export type Call = 'say' | 'open' | 'identify'
/** said: anybody's words · ended: a thread was resolved; set it right before that, since one of the words that tell of it is just the next. */
export type Told = 'said' | 'ended'

export type TroubleSetting = {
  on?: Call | Told
  /** Bites so many times, then it is over. */
  times?: number
  /** 0…1. */
  chance?: number
  ms?: number
  status?: number
  copies?: number
  how?: 'reset' | 'hang' | '500' | '503'
}

export interface DeskTrouble {
  /** Switches one on; alone, for all calls or webhooks until `clear`. */
  set(trouble: Trouble, setting?: TroubleSetting): void
  /** Switches off one, or all. */
  clear(trouble?: Trouble): void
}
