import { pause } from '../../drive/waiting.ts'
import { openScene } from '../baton/scene.ts'
import type { Context } from '../context.ts'
import type { Row } from '../verdict.ts'

/** What an agent who is busy in a chat writes in the time of one look. */
const repliesPerLook = 3
const intervals = 2

/**
 * Desks count calls, and owners pay for them. In half of the handoffs the agent goes on writing, the others are silent. Quick: few
 * handoffs, with BATON_LOOK_EVERY twenty times as short.
 */
export async function looks(context: Context): Promise<Row[]> {
  const lookEvery = context.size(60_000, 3_000)
  const handoffs = context.size(context.handoffs, Math.min(context.handoffs, 40))
  const scene = await openScene({ desk: context.desk, handoffs, folder: context.folder, lookEvery })
  const { desk } = scene
  try {
    const threads = desk.threads()
    const half = Math.floor(threads.length / 2)
    const [busy, silent] = [threads.slice(0, half), threads.slice(half)]
    const gap = lookEvery / (half * repliesPerLook)
    const chat = async (of: number): Promise<number> => {
      const begun = performance.now()
      for (let n = 0; n < of * half * repliesPerLook; n++) {
        desk.reply(busy[n % half] ?? '', 'One moment, please.')
        await pause(Math.max(0, begun + (n + 1) * gap - performance.now()))
      }
      // To the hundredth: timers are exact to a millisecond, and a budget is not missed by one.
      return Math.round((performance.now() - begun) / (lookEvery / 100)) / 100
    }
    // What the opening has left; then the first look of each is over.
    await chat(1.5)
    desk.calls()
    const watched = await chat(intervals)
    const { all, looks: looked, breaches } = desk.calls()
    const each = (of: string[]) => of.map((thread) => (looked.get(thread) ?? 0) / watched)
    const mean = (of: number[]) => of.reduce((sum, one) => sum + one, 0) / of.length
    const every = `${lookEvery / 1_000} s`
    const silentMean = mean(each(silent))
    // A net that never looks would keep this budget too.
    const asleep = silentMean < 0.5 ? { spoiled: 'hardly anything was looked at' } : {}
    const note = `${all} calls in ${Math.round((watched * lookEvery) / 1_000)} s for ${threads.length} handoffs; ${breaches} calls that the contract forbids.`
    return [
      {
        ...{ what: `looks at a silent handoff in ${every}`, unit: '', ours: [silentMean], bare: [], ...asleep, note },
        budget: { kind: 'figure', most: 1 },
      },
      {
        ...{ what: 'the most looks at one of them', unit: '', ours: [Math.max(...each(silent))], bare: [], ...asleep },
        // So many ends of intervals can fall into so many intervals.
        budget: { kind: 'figure', most: (intervals + 1) / intervals },
      },
      {
        ...{ what: 'looks where webhooks come', unit: '', ours: [mean(each(busy))], bare: [] },
        budget: { kind: 'figure', most: 0 },
      },
    ]
  } finally {
    await scene.close()
  }
}
