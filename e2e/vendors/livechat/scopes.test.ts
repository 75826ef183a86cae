import { expect, it } from 'vitest'
import { allows } from './scopes.ts'

it.each([
  ['chats--all:rw', 'chats--access:ro', true],
  ['chats--access:rw', 'chats--all:ro', false],
  ['chats--access:ro', 'chats--access:rw', false],
  ['agents-bot--my:rw', 'agents-bot--all:ro', false],
  ['customers:own', 'customers:ro', false],
  ['customers:rw', 'customers:ro', true],
  ['groups--all:ro', 'chats--all:ro', false],
])('%s allows %s: %s', (given, wanted, allowed) => {
  expect(allows(['webhooks.state:ro', given], wanted)).toBe(allowed)
})
