import { fieldTrouble } from '@baton/shared/asks.ts'
import type { MailTranscript } from '@baton/shared/frames.ts'
import type { SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import type { Clock, Random } from '../clock.ts'
import type { Outcome } from '../outcome.ts'
import type { Registry } from '../site/registry.ts'
import type { Log } from '../store/store.ts'
import { refusal, slowDown, soon } from './answering.ts'
import { type Limits, takeAll } from './limits.ts'
import type { Known } from './store-input.ts'
import { transcriptText } from './transcript-text.ts'
import type { VisibleHistory } from './visible-history.ts'

/** Sends one plain mail in a site's name. done: the mail server has it. */
export type SendMail = (mail: { to: string; subject: string; text: string }) => Promise<Outcome>

export type MailingTranscripts = {
  log: Pick<Log, 'get' | 'conversationsOfVisitor'>
  visibleHistory: VisibleHistory
  registry: Pick<Registry, 'site'>
  /** Null: the site sends no transcripts. */
  mail: (site: SiteId) => SendMail | null
  limits: Pick<Limits, 'mail' | 'mailTo' | 'code'>
  clock: Pick<Clock, 'now'>
  /** Hard to guess. */
  digits: () => string
  random: Random
}

type Proof = { email: string; code: string; until: Time; left: number }

/** As long as a mail may take to be found. */
const valid = 15 * 60_000
const guesses = 5

/**
 * Sends a visitor their history, to an address that they prove to be theirs by the digits that came there. The proofs are kept in the
 * process: after a restart, or on another server, one begins again with the address.
 */
export function createTranscriptMail(given: MailingTranscripts) {
  const proofs = new Map<VisitorId, Proof>()

  async function sendCode(session: Known, email: string, mail: SendMail): Promise<Answer<{ next: 'code' | 'sent' }>> {
    const to = email.trim()
    if (fieldTrouble({ id: 'email', required: true }, to))
      return refusal('badFrame', { mend: 'email: no such address' })
    const { mail: perVisitor, mailTo } = given.limits
    const wait = takeAll([perVisitor, session.visitor], [perVisitor, session.address], [mailTo, to.toLowerCase()])
    if (wait > 0) return slowDown(wait)
    const code = given.digits()
    const site = given.registry.site(session.site)?.name ?? session.site
    const sent = await mail({
      to,
      subject: `${code} is your code for ${site}`,
      text: `${code}\n\nEnter these six digits in the chat on ${site} to receive your chat by e-mail. They are valid for 15 minutes.\nIf you did not ask for this, you need do nothing.\n`,
    })
    if (sent.kind !== 'done') return unsent(sent)
    for (const [visitor, { until }] of proofs) if (until < given.clock.now()) proofs.delete(visitor)
    proofs.set(session.visitor, { email: to, code, until: (given.clock.now() + valid) as Time, left: guesses })
    return { ok: true, next: 'code' }
  }

  async function sendAll(session: Known, code: string, mail: SendMail): Promise<Answer<{ next: 'code' | 'sent' }>> {
    const wait = takeAll([given.limits.code, session.visitor])
    if (wait > 0) return slowDown(wait)
    const proof = proofs.get(session.visitor)
    if (!proof || proof.until < given.clock.now() || proof.left <= 0) return refusal('closed')
    if (proof.code !== code) {
      proof.left--
      return refusal('notFound')
    }
    const text = await transcriptText(session.visitor, { log: given.log, history: given.visibleHistory })
    const site = given.registry.site(session.site)?.name ?? session.site
    const sent = await mail({ to: proof.email, subject: `Your chat with ${site}`, text: text ?? 'Nothing was said.\n' })
    if (sent.kind !== 'done') return unsent(sent)
    proofs.delete(session.visitor)
    return { ok: true, next: 'sent' }
  }

  const unsent = (outcome: Outcome): Answer<never> =>
    outcome.kind === 'refused'
      ? refusal('badFrame', { mend: 'email: the mail server takes nothing for it' })
      : refusal('unavailable', { after: soon(given.random) })

  return async (session: Known, frame: MailTranscript): Promise<Answer<{ next: 'code' | 'sent' }>> => {
    if (frame.session !== session.id) return refusal('otherSession')
    const mail = given.mail(session.site)
    if (!mail) return refusal('notFound')
    return 'email' in frame ? await sendCode(session, frame.email, mail) : await sendAll(session, frame.code, mail)
  }
}
