import { type History, marked } from '../history.ts'
import type { Violation } from './violation.ts'

/** Nothing private in any frame, nothing that anybody wrote in any log, and no server that failed by surprise. */
export function checkSecrecy({ secrets, inside, frames, logs, damage, owing, unsettled }: History): Violation[] {
  const violations: Violation[] = []
  for (const secret of secrets) {
    if (frames.some((frame) => frame.includes(secret)))
      violations.push({ kind: 'leaked', invariant: 'I6', where: 'frames', says: short(secret) })
    if (logs.some((line) => line.includes(secret)))
      violations.push({ kind: 'leaked', invariant: 'I6', where: 'logs', says: short(secret) })
  }
  for (const one of inside)
    if (frames.some((frame) => frame.includes(one)))
      violations.push({ kind: 'leaked', invariant: 'I6', where: 'frames', says: short(one) })
  for (const line of logs) {
    if (marked.test(line))
      violations.push({ kind: 'leaked', invariant: 'I9', where: 'logs', says: `words of a person: ${short(line)}` })
    if (surprise.test(line))
      violations.push({ kind: 'failed', invariant: 'I9', where: 'logs', says: line.slice(0, 2_000) })
  }
  for (const says of damage) violations.push({ kind: 'damaged', invariant: 'I7', where: 'database', says })
  for (const says of owing) violations.push({ kind: 'stuck', invariant: 'I5', where: 'outbox', says })
  if (unsettled !== null) violations.push({ kind: 'stuck', invariant: 'I5', where: 'everything', says: unsettled })
  return violations
}

/** Errors of ours, and what Node prints when nobody catches. Warnings are trouble that was expected. */
const surprise = /"level":"(error|fatal)"|unhandled|UnhandledPromise|uncaught|^\s*(\w*Error)\b/i

const short = (text: string): string => text.slice(0, 80)
