import type { Dice } from '@baton/e2e/drive/dice.ts'
import { createDice } from '@baton/e2e/drive/dice.ts'
import { directLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import type { VisitorId } from '@baton/shared/ids.ts'
import { expect, it } from 'vitest'
import type { Desk, DeskEvent } from '../desk.ts'
import { surely } from '../direct-rig.ts'
import { directDesk, organizationId, secret } from './direct-rig.ts'

type Body = { [field: string]: unknown }

/** Of an account in which a lot happens: true bodies of every sort. */
async function account(seed: number) {
  const bodies: string[] = []
  const vendor = directLivechat({
    ...{ organizationId, seed, secret, onPush: () => {} },
    onHook: (body) => void bodies.push(body),
  })
  const desk = directDesk(vendor, { dice: createDice(seed), losses: { before: 0, after: 0 } })
  const facts = { id: 'visitor' as VisitorId }
  const visitor = await surely((doubt) => desk.identify(facts, null, doubt))
  const { thread } = await surely((doubt) =>
    desk.open(
      {
        ...{ key: 'open' as never, conversation: 'c' as never, visitor, facts, siteName: 'Acme', reason: 'asked' },
        ...{ summary: null, waits: true, transcript: [], former: null, known: [] },
      },
      doubt,
    ),
  )
  const ann = vendor.agent('Ann Archer')
  const said = ann.reply(thread.id, 'CANARY words')
  ann.edit(thread.id, said.id, 'CANARY other words')
  ann.note(thread.id, 'CANARY note')
  ann.assign(thread.id, 'Ben Brook')
  vendor.visitor.rate(thread.id, 1)
  ann.seen(thread.id)
  ann.remove(thread.id, said.id)
  vendor.agent('Ben Brook').close(thread.id)
  ann.resume(thread.id)
  return { desk, bodies }
}

/** Everything that somebody may try who knows all but the secret, or has the secret of another account. */
const tricks: ((body: Body, dice: Dice) => unknown)[] = [
  ({ secret_key: _, ...rest }) => rest,
  (body, dice) => ({ ...body, secret_key: changed(secret, dice) }),
  (body, dice) => ({ ...body, secret_key: secret.slice(0, dice.between(0, secret.length - 1)) }),
  (body, dice) => ({ ...body, secret_key: `${secret}${dice.one([' ', '\n', 'x', '\u0000', '\u200b'])}` }),
  (body) => ({ ...body, secret_key: secret.toUpperCase() }),
  (body, dice) => ({ ...body, secret_key: dice.one([null, true, 0, 1, {}, [], '', 'null', 'undefined', NaN]) }),
  (body) => ({ ...body, secret_key: [secret] }),
  (body) => ({ ...body, secret_key: { length: secret.length, toString: secret } }),
  ({ secret_key: _, ...rest }, dice) => ({ ...rest, [dice.one(['Secret_Key', 'secret', 'secretKey', '$ne'])]: secret }),
  ({ secret_key: _, payload, ...rest }) => ({ ...rest, payload: { ...(payload as Body), secret_key: secret } }),
  ({ secret_key: _, ...rest }) => ({ ...rest, additional_data: { secret_key: secret } }),
  ({ secret_key: _, ...rest }) => [rest, { secret_key: secret }],
  (body) => [body],
  (body) => ({ body }),
  (body, dice) => ({ ...body, organization_id: changed(organizationId, dice) }),
  (body, dice) => ({ ...body, organization_id: dice.one([null, 7, [organizationId], '', 'livechat']) }),
]

function changed(text: string, dice: Dice): string {
  const at = dice.between(0, text.length - 1)
  const letter = String.fromCharCode(text.charCodeAt(at) ^ dice.one([1, 2, 4, 32]))
  return `${text.slice(0, at)}${letter}${text.slice(at + 1)}`
}

const read = (desk: Desk, text: string, headers = new Headers()): DeskEvent[] | 'forged' =>
  desk.read({ raw: Buffer.from(text), headers })

it('1,000 forgeries have no effect, and the true ones among them have theirs', async () => {
  const counted = { forged: 0, nothing: 0, true: 0 }
  for (let seed = 1; counted.forged + counted.nothing < 1_000; seed++) {
    const dice = createDice(seed)
    const { desk, bodies } = await account(seed)
    for (const text of bodies) {
      for (let n = 0; n < 2; n++) {
        const trick = dice.one(tricks)
        const forged = JSON.stringify(trick(JSON.parse(text) as Body, dice))
        const events = read(desk, forged, new Headers({ 'x-livechat-signature': secret, authorization: secret }))
        if (events === 'forged') counted.forged += 1
        else {
          expect(events, `seed ${seed}: ${forged.slice(0, 200)}`).toEqual([])
          counted.nothing += 1
        }
      }
      const cut = Buffer.from(text).subarray(0, dice.between(0, text.length - 2))
      expect(desk.read({ raw: cut, headers: new Headers() })).toBe('forged')
      // Now and then, so that what the forgeries taught would show.
      if (dice.happens(0.3)) {
        expect(read(desk, text)).not.toBe('forged')
        counted.true += 1
      }
    }
    const fresh = (await account(seed)).desk
    for (const text of bodies) {
      const kinds = (events: DeskEvent[] | 'forged') => (events === 'forged' ? events : events.map(({ kind }) => kind))
      expect(kinds(read(desk, text)).length).toBe(kinds(read(fresh, text)).length)
    }
  }
  expect(counted.forged).toBeGreaterThan(700)
  expect(counted.true).toBeGreaterThan(100)
  console.info(`${counted.forged} forged, ${counted.nothing} of another account, ${counted.true} true ones between`)
})
