import type { OutageFigures } from './outage.ts'

/** The figures for a reader, line by line. */
export function outageLines(figures: OutageFigures): string[] {
  const { deskKind, handoffs, words, acked, calls, arrived, refused, heap, faults, took } = figures
  return [
    `${deskKind}: ${faults.length === 0 ? 'ok' : 'FAILED'}, ${handoffs} handoffs, ${words.all} words, ${words.out} of them while the desk was out (${seconds(took)})`,
    `  stored within p50 ${acked.p50.toFixed(0)} ms, p99 ${acked.p99.toFixed(0)} ms while the desk was out`,
    `  ${calls.out} calls while it was out, ${calls.after} from then until all was there`,
    `  by its clock the first word arrived ${seconds(arrived.first)} after it was back, the last one ${seconds(arrived.last)}`,
    `  ${refused.all} calls refused as too many, ${refused.early} came before they were allowed to`,
    `  heap ${megabytes(heap.from)} and a good while later ${megabytes(heap.to)}`,
    ...faults.slice(0, 20).map(({ kind, says }) => `  ${kind}: ${says}`),
  ]
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`
