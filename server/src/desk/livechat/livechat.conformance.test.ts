import { deskConformance } from '../conformance.ts'
import { withLivechat } from './conformance-rig.ts'

const traits = { notes: false, transcript: true }
deskConformance('LiveChat', (test) => withLivechat(test), traits)

const files = { read: async () => ({ bytes: Buffer.from('%PDF-1.7'), type: 'application/pdf', name: 'a.pdf' }) }
deskConformance(
  'LiveChat, where files are kept and chats may wait',
  (test) => withLivechat(test, { files, entry: { continuous: true } }),
  traits,
)
deskConformance(
  'LiveChat with odd habits',
  (test) =>
    withLivechat(async (rig) => {
      for (const habit of [
        'uuidEvents',
        'offsetTimes',
        'recipientsEverywhere',
        'supervisor',
        'bareHook',
        'shortPage',
        'emptyLastPage',
        'emptyBody',
      ] as const)
        rig.sim.faults.set(habit)
      await test(rig)
    }),
  traits,
)
