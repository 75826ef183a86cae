import type { Catalogue } from '../faults.ts'

/** Every fault there is: what the page calls it, what it does, and what it takes besides `on`, `times` and `chance`. */
export const catalogue = {
  latency: ['API', 'Slow answers', 'Waits before it does anything.', { ms: 1000 }],
  tooMany: [
    'API',
    '429 too many requests',
    'Refuses; how = seconds, date or none says what Retry-After holds.',
    { how: 'seconds', ms: 2000 },
  ],
  serverError: ['API', '5xx with a text body', 'Fails before anything is done.', { status: 503 }],
  reset: ['API', 'Connection reset', 'Cuts the connection before anything is done.', {}],
  hang: ['API', 'Never answers', 'Does nothing and says nothing.', {}],
  loseAnswer: ['API', 'Does it, loses the answer', 'Commits, then how = reset, hang or 500.', { how: 'reset' }],
  portalPage: ['API', '200 with an HTML page', 'Answers like a portal host; nothing is done.', {}],
  noId: ['API', '201 without an id', 'The ticket is made, and the answer does not name it.', {}],
  drip: ['API', 'Slow drip', 'Sends the answer a few bytes at a time, every ms.', { bytes: 16, ms: 50 }],
  oversized: ['API', 'Oversized answer', 'Pads the answer to so many bytes.', { bytes: 2_097_152 }],
  outage: ['API', 'Outage', 'Everything is down: how = reset or 503.', { how: 'reset' }],
  keyRevoked: ['Access', 'API key revoked', 'Every key is refused with 401.', {}],
  forbidden: ['Access', 'Forbidden', 'The agent may not do this: 403.', {}],
  noAccount: ['Access', 'No such account', '404 without a byte, as for a domain that is closed.', {}],
  listLag: ['Tickets', 'List lag', 'A new ticket is missing from the list for so many ms.', { ms: 2000 }],
  shortPage: ['Tickets', 'Short pages', 'Gives fewer tickets than asked for, and more pages.', { size: 2 }],
  conflict: ['Tickets', '409 on create', 'The ticket is refused as a conflict.', {}],
  mandatoryField: [
    'Tickets',
    'A mandatory field more',
    'The account wants cf_product in every ticket: 400 that names it.',
    {},
  ],
  emailRefused: ['Tickets', 'E-mail refused', 'No requester by e-mail is taken: 400 that names email.', {}],
  phoneRefused: ['Tickets', 'Phone refused', 'No requester by phone is taken: 400 that names phone.', {}],
} as const satisfies Catalogue

export type FaultName = keyof typeof catalogue
