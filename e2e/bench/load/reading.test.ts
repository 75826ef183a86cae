import { expect, it } from 'vitest'
import { keyOf, keysIn, markOf, marksIn, toAskFrom } from './reading.ts'

const list = (find: (raw: string, found: (one: string) => void) => void, raw: string): string[] => {
  const all: string[] = []
  find(raw, (one) => void all.push(one))
  return all
}

it('finds the keys of all messages in a batch', () => {
  const event = (key: string | null) => ({ kind: 'visitorSaid', key, message: { parts: [] } })
  const raw = JSON.stringify(['batch', { events: [event(keyOf('a', 1)), event(null), event(keyOf('a', 22))] }])
  expect(list(keysIn, raw)).toEqual(['a-00000001', 'a-00000022'])
  expect(list(keysIn, '["batch",{"events":[]}]')).toEqual([])
})

it('finds marks and nothing that only begins like one', () => {
  const raw = JSON.stringify(['batch', { text: `#12 ${markOf(7)}, color #0b5fff, ##0000008# ${markOf(9)}#` }])
  expect(list(marksIn, raw)).toEqual(['#0000007#', '#0000008#', '#0000009#'])
})

it('asks for more where a batch says so, from its end, and not where a text does', () => {
  const batch = { generation: 'g', conversation: 'c', after: 3, upTo: 103, events: [], more: true }
  expect(toAskFrom(JSON.stringify(['batch', batch]))).toEqual({ generation: 'g', conversation: 'c', seq: 103 })
  const said = { ...batch, more: false, events: [{ text: '"more":true' }] }
  expect(toAskFrom(JSON.stringify(['batch', said]))).toBeNull()
})
