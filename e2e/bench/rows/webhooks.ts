import { Agent, request } from 'node:http'
import { pause } from '../../drive/waiting.ts'
import { startBare } from '../bare/bare.ts'
import type { Context } from '../context.ts'
import { percentile } from '../figures.ts'
import { interleave, yardstick } from '../interleave.ts'
import { startLoad } from '../load/plan.ts'
import { markOf } from '../load/reading.ts'
import { sharedNow } from '../orders.ts'
import type { Row } from '../verdict.ts'

type Run = { reached: number[]; answered: number[]; lost: number; again: string[]; pace: number }

/**
 * An agent writes: how long until the webhook is answered, and until the visitor's socket has it. Meanwhile the visitors write as
 * often, and what they write comes back as webhooks too. Bare: a POST, one durable row, a room.
 */
export async function webhooks(context: Context): Promise<Row[]> {
  const scene = await context.scene()
  const seconds = context.size(15, 5)
  const perSecond = 50
  const { server: bareServer, address, stop } = await startBare(context)
  const bareLoad = startLoad()
  let marks = 0
  try {
    const where = { site: scene.site, origin: scene.origin, visitors: context.handoffs, atOnce: 20 }
    await bareLoad.open({ ...where, addresses: [address] })
    const rooms = await bareServer.ask<string[]>('rooms')
    const threads = scene.desk.threads()
    const answered: number[] = []

    const ours = async (): Promise<Run> => {
      const pace = yardstick()
      scene.desk.hooks()
      const write = (n: number, mark: string) =>
        scene.desk.reply(threads[n % threads.length] ?? '', `It has left us. ${mark}`)
      const said = scene.handedOff.offer({ text: 'Where is it?', rate: perSecond, warm: 0, seconds, patience: 5_000 })
      const reached = await told(write, () => scene.handedOff.heard())
      await said
      const hooks = scene.desk.hooks()
      return { ...reached, answered: hooks.answered, again: hooks.failed, pace }
    }
    const bare = async (): Promise<Run> => {
      const pace = yardstick()
      answered.length = 0
      const write = (n: number, mark: string) =>
        void post(`${address}/hook`, { room: rooms[n % rooms.length] ?? '', text: `It has left us. ${mark}` }).then(
          (ms) => answered.push(ms),
        )
      const said = bareLoad.offer({ text: 'Where is it?', rate: perSecond, warm: 0, seconds, patience: 5_000 })
      const reached = await told(write, () => bareLoad.heard())
      await said
      return { ...reached, answered: [...answered], again: [], pace }
    }
    /** Writes so often, and tells how long each took to be heard. */
    async function told(write: (n: number, mark: string) => void, heard: () => Promise<{ [mark: string]: number }>) {
      const sent = new Map<string, number>()
      await heard()
      const begun = sharedNow()
      for (let n = 0; n < perSecond * seconds; n++) {
        await pause(Math.max(0, begun + (n * 1_000) / perSecond - sharedNow()))
        const mark = markOf(++marks)
        sent.set(mark, sharedNow())
        write(marks, mark)
      }
      await pause(3_000)
      const times = await heard()
      const reached = [...sent].flatMap(([mark, at]) => (times[mark] === undefined ? [] : [times[mark] - at]))
      return { reached, lost: sent.size - reached.length }
    }

    const runs = await interleave({ times: context.size(2, 1), ours, bare, warm: { ours: async () => {}, bare } })
    const steady = [...runs.bare, ...runs.ours].map((run) => run.pace)
    const of = (what: 'reached' | 'answered', share: number) => ({
      ours: runs.ours.map((run) => percentile(run[what], share)),
      bare: runs.bare.map((run) => percentile(run[what], share)),
    })
    const lost = runs.ours.reduce((sum, run) => sum + run.lost, 0)
    const spoiled = lost > 0 ? { spoiled: `${lost} of the messages did not arrive` } : {}
    const again = runs.ours.flatMap((run) => run.again)
    const untaken =
      again.length > 0 ? ` ${again.length} webhooks were not taken at once (${[...new Set(again)].join(', ')}).` : ''
    const note = `${perSecond} agents' and ${perSecond} visitors' messages a second in ${context.handoffs} handoffs. What stands still is a fixed piece of work, for the baseline's p99 is a few ms.`
    return [
      {
        ...{ what: "webhook in → widget's socket, p99", unit: 'ms', ...of('reached', 0.99), steady, ...spoiled, note },
        budget: { kind: 'figure', most: 50 },
      },
      { what: 'the same, p50', unit: 'ms', ...of('reached', 0.5), budget: { kind: 'none' } },
      {
        ...{
          what: 'webhook answered, p99',
          unit: 'ms',
          ...of('answered', 0.99),
          steady,
          ...spoiled,
          note: untaken.trim(),
        },
        budget: { kind: 'figure', most: 500 },
      },
      {
        what: 'webhook answered, slowest',
        unit: 'ms',
        ...of('answered', 1),
        steady,
        budget: { kind: 'figure', most: 3_000 },
      },
    ]
  } finally {
    await Promise.all([bareLoad.stop(), stop()])
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: 50 })

/** Ms until the answer was there. */
function post(url: string, body: object): Promise<number> {
  const begun = sharedNow()
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { agent, method: 'POST', headers: { 'Content-Type': 'application/json' } },
      (response) => {
        response.resume().on('end', () => resolve(sharedNow() - begun))
      },
    )
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })
}
