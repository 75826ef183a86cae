import { ticketsConformance } from '../conformance.ts'
import { withFreshdesk } from './freshdesk-rig.ts'

ticketsConformance('Freshdesk', withFreshdesk, { findable: true, limit: 60_000 })
