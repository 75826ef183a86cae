import { deskConformance } from '../conformance.ts'
import { hurriedClock, withFreshchat } from './conformance-rig.ts'

deskConformance('Freshchat', (test) => withFreshchat(test, { clock: hurriedClock() }), {
  notes: false,
  transcript: true,
})
deskConformance(
  'Freshchat with a designated agent',
  (test) => withFreshchat(test, { clock: hurriedClock(), entry: { agentEmail: 'bot@example.com' } }),
  { notes: true, transcript: false },
)
