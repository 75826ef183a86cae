import type { Outcome } from '../../outcome.ts'
import { refused, unsure, why } from '../../outcome.ts'

/** What nodemailer tells of a failure (its errors.d.ts); its words and the server's are never passed on: they may quote addresses. */
export type SmtpTrouble = {
  /** `ECONNECTION`, `ETIMEDOUT`, `EAUTH` … */
  code?: string | undefined
  /** The system's own code behind it, where there is one. */
  originalCode?: string | undefined
  /** The server's reply, and its number. */
  response?: string | undefined
  responseCode?: number | undefined
  /** Which command it answers: `MAIL FROM`, `RCPT TO`, `DATA`, `AUTH PLAIN` … */
  command?: string | undefined
}

/** `begun`: the mail itself had begun to leave, so without an answer nobody knows whether it was taken. */
export function outcomeOf(trouble: SmtpTrouble, begun: boolean): Outcome<never> {
  const { code = '', responseCode, command = '' } = trouble
  const detail = detailOf(trouble)
  if (code === 'EAUTH' || isLogin(responseCode)) {
    // A server that cannot look the password up now says 4xx: the login may be right.
    if (responseCode !== undefined && responseCode < 500) return retry('delivery', 'login-later', detail)
    return retry('account', 'login-refused', `the mail server refuses the login of BATON_SMTP_URL ${detail}`.trim())
  }
  // It may also be busy with its keys for now (454).
  if (isTls(trouble) && (responseCode === undefined || responseCode >= 500))
    return retry('account', 'tls', `no safe connection to the mail server ${detail}`.trim())
  if (responseCode !== undefined && responseCode >= 500 && responseCode !== 503)
    return refused(`smtp-${responseCode}`, detail, mendOf(command))
  // 4xx, and 503, which is about the session: the mail was surely not taken.
  if (responseCode !== undefined && responseCode >= 400) return retry('delivery', `smtp-${responseCode}`, detail)
  if (code === 'EMESSAGE' && !begun)
    return refused('too-large', 'the mail server takes no mail of this size', 'Allow larger mails at the mail server.')
  if (begun) return unsure(codes.get(code) ?? 'lost', detail)
  return retry('delivery', trouble.originalCode === 'ECONNREFUSED' ? 'connection-refused' : (codes.get(code) ?? 'lost'))
}

const codes = new Map([
  ['ETIMEDOUT', 'timeout'],
  ['EDNS', 'dns'],
  ['ECONNECTION', 'reset'],
  ['ESOCKET', 'reset'],
  ['EPROTOCOL', 'not-smtp'],
])

/** 530, 534, 535, 538 are about the login, whichever command they answer (RFC 4954). */
const isLogin = (status: number | undefined): boolean => status !== undefined && [530, 534, 535, 538].includes(status)

const isTls = ({ code, originalCode = '' }: SmtpTrouble): boolean =>
  code === 'ETLS' || /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(originalCode)

/** The numbers and the command only. */
function detailOf({ response = '', responseCode, command = '', originalCode = '' }: SmtpTrouble): string {
  const [, enhanced = ''] = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? []
  const step = /^(AUTH|MAIL FROM|RCPT TO|DATA|STARTTLS|EHLO)/.exec(command)?.[0] ?? ''
  const system = /^[A-Z0-9_]{3,60}$/.test(originalCode) ? originalCode : ''
  return [step, responseCode === undefined ? system : String(responseCode), enhanced].filter(Boolean).join(' ')
}

function mendOf(command: string): string {
  if (command.startsWith('RCPT')) return 'The mail server takes no mail for this address: check to: in the site file.'
  if (command.startsWith('MAIL'))
    return 'The mail server takes no mail from this sender: use an address that the user of BATON_SMTP_URL may send from.'
  return 'The mail server does not take this mail: its own log says why.'
}

const retry = (scope: 'delivery' | 'account', code: string, detail?: string): Outcome<never> => ({
  kind: 'retry',
  why: why(code, detail),
  scope,
})
