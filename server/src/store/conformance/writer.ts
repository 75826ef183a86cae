// Run as a process of its own, to be killed: writes to a store as fast as it can and prints each answer that it got.
import { systemClock } from '../../clock.ts'
import { fold } from '../../conversation/fold.ts'
import { openStore } from '../open.ts'
import { begun, decision, delivery, origin, said } from './place.ts'

const [, , where = ''] = process.argv
const at = where.startsWith('postgres') ? { url: where } : { data: where }
const store = await openStore(at, { clock: systemClock, random: Math.random, fold })
process.stdout.write('open\n')

const lanes = Array.from({ length: 8 }, () => begun(store))
for (const id of await Promise.all(lanes)) void writeOn(id)

async function writeOn(id: Awaited<ReturnType<typeof begun>>): Promise<void> {
  for (let n = 1; ; n++) {
    const key = origin(`${process.pid}-${n}`)
    const decide = decision({ events: [said(key)], deliveries: [delivery('bot')] })
    const written = await store.log.write(id, { origin: key }, decide)
    if (typeof written === 'object') process.stdout.write(`${JSON.stringify({ id, seq: written.seq, key })}\n`)
  }
}
