/** For tests: what a check says. */
import type { Check, Desk } from '../desk.ts'

export const all = async (desk: Desk, how: 'read' | 'live' | 'mend' = 'read') => await Array.fromAsync(desk.check(how))
export const bad = (checks: Check[]) => checks.filter(({ ok }) => ok === false)
export const named = (checks: Check[], name: string) => checks.find((one) => one.name === name)
