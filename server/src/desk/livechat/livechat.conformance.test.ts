import { deskConformance } from '../conformance.ts'
import { withLivechat } from './conformance-rig.ts'

deskConformance('LiveChat', (test) => withLivechat(test), { notes: false, transcript: true })
