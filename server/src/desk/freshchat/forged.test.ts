import { createHmac } from 'node:crypto'
import type { Dice } from '@baton/e2e/drive/dice.ts'
import { createDice } from '@baton/e2e/drive/dice.ts'
import { keyPair } from '@baton/e2e/vendors/freshchat/identity.ts'
import { describe, expect, it } from 'vitest'
import { fakeRegistry, testSite } from '../../gateway/rig.ts'
import { startHttp } from '../../http/rig.ts'
import { opened } from '../conformance.ts'
import type { DeskEvent } from '../desk.ts'
import { withFreshchat } from './conformance-rig.ts'

type Hook = { raw: Buffer; signature: string | null }
type Honest = { raw: Buffer; signature: string }
type Forge = (hook: Honest, given: { dice: Dice; all: Honest[]; publicKey: string }) => Hook

const stranger = keyPair()
const edited = (raw: Buffer, edit: (text: string) => string): Buffer => Buffer.from(edit(raw.toString()))

/** Everything that somebody without the account's key can do to what they once saw. */
const forgeries: { [how: string]: Forge } = {
  oneBit({ raw, signature }, { dice }) {
    const altered = Buffer.from(raw)
    const at = dice.between(0, raw.length - 1)
    altered[at] = (altered[at] ?? 0) ^ (1 << dice.between(0, 7))
    return { raw: altered, signature }
  },
  cut: ({ raw, signature }, { dice }) => ({ raw: raw.subarray(0, dice.between(0, raw.length - 1)), signature }),
  longer: ({ raw, signature }, { dice }) => ({
    raw: Buffer.concat([raw, Buffer.alloc(dice.between(1, 9), ' ')]),
    signature,
  }),
  otherWords: ({ raw, signature }) => ({
    raw: edited(raw, (text) => text.replace('true words', 'false words')),
    signature,
  }),
  otherWriter: ({ raw, signature }) => ({
    raw: edited(raw, (text) => text.replaceAll('"user"', '"agent"')),
    signature,
  }),
  publicNote: ({ raw, signature }) => ({
    raw: edited(raw, (text) => text.replaceAll('"private"', '"normal"')),
    signature,
  }),
  writtenAnew: ({ raw, signature }) => ({
    raw: edited(raw, (text) => JSON.stringify(JSON.parse(text), null, 1)),
    signature,
  }),
  otherHook({ raw }, { dice, all }) {
    const other = dice.one(all.filter((one) => !one.raw.equals(raw)))
    return { raw, signature: other.signature }
  },
  unsigned: ({ raw }) => ({ raw, signature: null }),
  empty: ({ raw }) => ({ raw, signature: '' }),
  otherKey: ({ raw }) => ({ raw, signature: stranger.sign(raw) }),
  keyAsSecret: ({ raw }, { publicKey }) => ({
    raw,
    signature: createHmac('sha256', publicKey).update(raw).digest('base64'),
  }),
  shortSignature: ({ raw, signature }, { dice }) => ({ raw, signature: signature.slice(0, dice.between(1, 340)) }),
  alteredSignature({ raw, signature }, { dice }) {
    const at = dice.between(0, signature.length - 3)
    const letter = dice.one([...'ABab01+/'].filter((one) => one !== signature[at]))
    return { raw, signature: `${signature.slice(0, at)}${letter}${signature.slice(at + 1)}` }
  },
  twice: ({ raw, signature }) => ({ raw, signature: `${signature}, ${signature}` }),
  inHex: ({ raw, signature }) => ({ raw, signature: Buffer.from(signature, 'base64').toString('hex') }),
}

const count = 1_000

describe('a webhook that Freshchat did not sign', () => {
  it(`is refused and kept nowhere, ${count} times over, in ${Object.keys(forgeries).length} ways`, () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      for (const generation of ['2020', '2021', '2022'] as const) {
        rig.sim.setGeneration(generation)
        rig.agent.takes(thread.id)
        rig.agent.says(thread.id, 'true words é한🙂')
        rig.agent.notes(thread.id, 'a note')
        rig.sim.visitor.say(thread.id, 'from my phone')
        rig.agent.leaves(thread.id)
        rig.agent.resolves(thread.id)
        rig.agent.reopens(thread.id)
      }
      const all: Honest[] = rig.sim.deliveries.map(({ body }) => ({
        raw: Buffer.from(body),
        signature: rig.sim.sign(body),
      }))
      const site = testSite('acme')
      const kept: DeskEvent[][] = []
      const http = await startHttp({
        registry: { ...fakeRegistry([site]), hook: () => ({ site, desk: rig.desk, forwardTo: null }) },
        inbox: { keep: async (events) => void kept.push(events) },
      })
      const post = ({ raw, signature }: Hook): Promise<Response> =>
        fetch(`${http.url}/hooks/acme/support/a-key`, {
          method: 'POST',
          body: new Uint8Array(raw),
          headers: {
            'content-type': 'application/json',
            ...(signature !== null && { 'x-freshchat-signature': signature }),
          },
        })
      try {
        const dice = createDice(7)
        const ways = Object.entries(forgeries)
        let refused = 0
        for (let n = 0; refused < count; n++) {
          const [how, forge] = ways[n % ways.length] as (typeof ways)[number]
          const honest = dice.one(all)
          const forged = forge(honest, { dice, all, publicKey: rig.sim.publicKey })
          // Where there was nothing to alter it is the honest one.
          if (forged.raw.equals(honest.raw) && forged.signature === honest.signature) continue
          expect((await post(forged)).status, `${how} (${n})`).toBe(401)
          refused += 1
        }
        expect(kept).toEqual([])
        expect(http.lines.join()).not.toMatch(/true words|false words|a note/)
        for (const honest of all) expect((await post(honest)).status).toBe(200)
        expect(kept).toHaveLength(all.length)
      } finally {
        http.close()
      }
    }))
})
