import { sharedNow, takeOrders } from '../orders.ts'
import type { Heard, Offer, Opened, Opening, Outcome, Press } from './plan.ts'
import { keyOf } from './reading.ts'
import { openVisitor, type Said, type Visitor } from './visitor.ts'

// A load generator: it holds simulated visitors and does what it is told over the channel to its parent (load/plan.ts).
const visitors: Visitor[] = []
const heard = new Map<string, number>()
const prefix = process.pid.toString(36)
let count = 0
let lost = 0
let onDone: (visitor: Visitor, said: Said) => void = () => {}
let onRefused: (visitor: Visitor, code: string, took: number) => void = () => {}

takeOrders({
  open,
  press,
  offer,
  async askForPerson(): Promise<number> {
    const asked = await Promise.all(visitors.map((visitor) => visitor.act('person', keyOf(prefix, ++count))))
    return asked.filter((ok) => ok).length
  },
  heard(): Heard {
    const all = Object.fromEntries(heard)
    heard.clear()
    return all
  },
  lost: () => lost,
  leave() {
    for (const visitor of visitors.splice(0)) visitor.close()
  },
})
process.once('disconnect', () => process.exit())

async function open({ visitors: wanted, atOnce, fromMany, ...where }: Opening): Promise<Opened> {
  const begun = sharedNow()
  let failed = 0
  let why: string | null = null
  const turns = Array.from({ length: wanted }, (_, n) => n).values()
  const worker = async (): Promise<void> => {
    for (const n of turns) {
      const from = fromMany ? { from: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` } : {}
      try {
        const options = { ...where, ...from, now: sharedNow, done, refused, heard: hear, lost: () => void lost++ }
        visitors.push(await openVisitor(options))
      } catch (error) {
        failed++
        why ??= error instanceof Error ? error.message : String(error)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return { visitors: visitors.length, failed, why, ms: sharedNow() - begun }
}

const done = (visitor: Visitor, said: Said): void => onDone(visitor, said)
const refused = (visitor: Visitor, code: string, took: number): void => onRefused(visitor, code, took)
const hear = (mark: string, at: number): void => void (heard.has(mark) || heard.set(mark, at))

const say = (visitor: Visitor, text: string, due: number): void => {
  count++
  visitor.say(keyOf(prefix, count), `${text} ${count}`, due)
}

/** Collects outcomes; only what was done between `from` and `to` counts. */
function tally() {
  const all = { acked: [] as number[], shown: [] as number[], second: [] as number[], refusals: [] as number[] }
  const codes: { [code: string]: number } = {}
  return {
    ...{ all, codes },
    took({ acked, shown }: Said) {
      all.acked.push(acked)
      all.shown.push(Math.max(...shown))
      all.second.push(shown[1] ?? Number.NaN)
    },
    refused(code: string, took: number) {
      codes[code] = (codes[code] ?? 0) + 1
      all.refusals.push(took)
    },
  }
}

const cpuNow = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** As many messages under way as it is told, and no more: how much the server takes. */
async function press({ text, inFlight, warm, seconds }: Press): Promise<Outcome> {
  const counted = tally()
  let measuring = false
  let over = false
  let completed = 0
  const next = (visitor: Visitor): void => {
    if (!over) say(visitor, text, sharedNow())
  }
  onDone = (visitor, said) => {
    if (measuring) {
      completed++
      counted.took(said)
    }
    next(visitor)
  }
  onRefused = (visitor, code, took) => {
    if (measuring) counted.refused(code, took)
    setTimeout(next, 50, visitor)
  }
  for (let n = 0; n < inFlight; n++) next(visitors[n % visitors.length] as Visitor)
  await pause(warm * 1_000)
  const [from, cpu] = [sharedNow(), cpuNow()]
  measuring = true
  await pause(seconds * 1_000)
  measuring = false
  const [to, used] = [sharedNow(), cpuNow() - cpu]
  over = true
  const left = await settle(10_000)
  return {
    ...counted.all,
    ...{ offered: completed, done: completed, perSecond: (completed * 1_000) / (to - from), refused: counted.codes },
    ...{ left, mostUnderWay: inFlight, from, to, cpu: used },
  }
}

/** So many a second, round and round over the visitors. */
async function offer({ text, rate, warm, seconds, patience }: Offer): Promise<Outcome> {
  const counted = tally()
  const [begun, gap] = [sharedNow(), 1_000 / rate]
  const [from, to] = [begun + warm * 1_000, begun + (warm + seconds) * 1_000]
  let [sent, offered, mostUnderWay, underWay, inTime] = [0, 0, 0, 0, 0]
  let cpu = 0
  // A message counts by when it was due: whatever is slow shows in the times, and not in what is left out.
  const dues = new Map(visitors.map((visitor): [Visitor, number[]] => [visitor, []]))
  const dueOf = (visitor: Visitor): boolean => (dues.get(visitor)?.shift() ?? 0) >= from
  onDone = (visitor, said) => {
    underWay--
    if (!dueOf(visitor)) return
    counted.took(said)
    if (sharedNow() <= to) inTime++
  }
  onRefused = (visitor, code, took) => {
    underWay--
    if (dueOf(visitor)) counted.refused(code, took)
  }
  await new Promise<void>((resolve) => {
    const tick = (): void => {
      const now = sharedNow()
      for (let due = begun + sent * gap; due <= now && due < to; due = begun + sent * gap) {
        const visitor = visitors[sent % visitors.length] as Visitor
        if (due >= from && offered++ === 0) cpu = cpuNow()
        dues.get(visitor)?.push(due)
        say(visitor, text, due)
        sent++
        mostUnderWay = Math.max(mostUnderWay, ++underWay)
      }
      if (now < to) setTimeout(tick, 1)
      else resolve()
    }
    tick()
  })
  const used = cpuNow() - cpu
  const left = await settle(patience)
  return {
    ...counted.all,
    ...{ offered, done: counted.all.acked.length, perSecond: (inTime * 1_000) / (to - from), refused: counted.codes },
    ...{ left, mostUnderWay, from, to, cpu: used },
  }
}

/** Waits for what is under way; how much still is. */
async function settle(patience: number): Promise<number> {
  const end = sharedNow() + patience
  const underWay = (): number => visitors.reduce((sum, visitor) => sum + visitor.underWay, 0)
  while (underWay() > 0 && sharedNow() < end) await pause(20)
  return underWay()
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
