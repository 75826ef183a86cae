import { describe, expect, it } from 'vitest'
import type { FreshchatEntry } from '../../site/desk-entries.ts'
import type { DeskKind } from '../../site/kinds.ts'
import { freshchatKind } from './kind.ts'

const entry: FreshchatEntry = {
  kind: 'freshchat',
  url: 'https://acme.freshchat.com',
  token: [{ secret: 'freshchat-token' }],
  topic: 'Web chat',
}

describe('freshchat as a kind of desk', () => {
  it('fits what a site builds its desks from', () => {
    const kind: DeskKind<FreshchatEntry> = freshchatKind
    expect(kind.steps(entry)).toEqual([])
    expect(kind.steps({ ...entry, agentEmail: 'bot@acme.com', assign: { group: 'Support' } })).toEqual([
      'note',
      'assign',
    ])
    expect(kind.account(entry)).toBeNull()
    expect(kind.account({ ...entry, appId: 'a1' })).toBe('freshchat:a1')
  })

  it('names what the file alone shows to be wrong, without a secret', () => {
    expect(freshchatKind.troubles(entry)).toEqual([])
    expect(freshchatKind.troubles({ ...entry, publicKey: ['nonsense!'] })).toMatchObject([{ place: 'publicKey' }])
  })
})
