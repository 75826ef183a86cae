import type { Catalogue } from '../faults.ts'

/** Where a fault may bite, as `on`: END is the answer to the mail itself. */
export type Step = 'CONNECT' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'END' | 'QUIT'

/** Every fault there is. Without `on` it bites at every step, so at the first one that comes. */
export const catalogue = {
  slow: ['Steps', 'Slow', 'Waits so many ms before it answers; on CONNECT it is a slow greeting.', { ms: 1000 }],
  hang: ['Steps', 'Never answers', 'Reads on and says nothing.', {}],
  drip: ['Steps', 'Endless answer', 'Begins the answer, goes on every ms, and never ends it.', { ms: 50 }],
  drop: ['Steps', 'Connection lost', 'Cuts the connection in place of the answer; a mail is not kept.', {}],
  refuse: ['Steps', 'Refused', 'Answers with this status, 4xx or 5xx.', { status: 451 }],
  loseAnswer: ['Mail', 'Keeps it, loses the answer', 'The mail is kept; then how = reset or hang.', { how: 'reset' }],
  loginRefused: ['Login', 'Login refused', 'No user and no password is right: 535.', {}],
  noLogin: ['Login', 'No login offered', 'AUTH is not among the extensions, and not known.', {}],
  noStartTls: ['TLS', 'No STARTTLS', 'STARTTLS is not among the extensions, and not known.', {}],
  notSmtp: ['Steps', 'Not a mail server', 'Greets like a web server.', {}],
} as const satisfies Catalogue

export type FaultName = keyof typeof catalogue
