import { ticketsConformance } from '../conformance.ts'
import { withMail } from './mail-rig.ts'

const traits = { findable: false, limit: 200_000 }
ticketsConformance('Mail', withMail, traits)
ticketsConformance('Mail over STARTTLS', (test) => withMail(test, { sim: { tls: 'starttls' } }), traits)
