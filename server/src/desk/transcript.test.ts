import type { Time } from '@baton/shared/ids.ts'
import { expect, it } from 'vitest'
import type { Opening } from './desk.ts'
import { aboutIt } from './transcript.ts'

const said = (by: 'visitor' | 'bot', text: string, tapped?: true): Opening['transcript'][number] => ({
  ...{ by, text, at: 1 as Time },
  ...(tapped ? { tapped } : {}),
})
const about = (transcript: Opening['transcript']) => {
  const facts = { name: null, email: null, phone: null, attributes: {}, language: null, page: null } as never
  const lines = aboutIt({ facts, reason: 'rule', summary: null, transcript })
  return lines.find(({ label }) => label === 'Last question')?.value
}
const long = Array.from({ length: 6 }, (_, n) => said('bot', `${n}`))

it('puts the last question of a long chat on top, which is what was written and not what was tapped', () => {
  expect(about([...long, said('visitor', 'Where is it?'), said('visitor', 'Support', true)])).toBe('Where is it?')
  expect(about([...long, said('visitor', 'Support', true)])).toBe('Support')
  expect(about([said('visitor', 'Where is it?')])).toBeUndefined()
})
