import type { ConversationId } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { heard, id, opened, openingOf, value } from '../conformance.ts'
import { withLivechat } from './conformance-rig.ts'

/** Another stay of the same visitor. */
const next = (before: Awaited<ReturnType<typeof openingOf>>, more = {}) => ({
  ...before,
  key: id(),
  conversation: id<ConversationId>(),
  ...more,
})

describe('an opening', () => {
  it('that finds nobody online is refused, with a mend', () =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      rig.sim.faults.set('groupsOffline')
      expect(await rig.desk.open(opening, false)).toMatchObject({ kind: 'refused', why: { code: 'groups-offline' } })
      rig.sim.faults.clear('groupsOffline')
      await value(rig.desk.open(opening, false))
    }))

  it.each([
    ['nobody waits for an answer', { waits: false }, {}],
    ['the owner wants it so', {}, { continuous: true }],
  ])('that finds nobody online waits there all the same where %s', (_, more, entry) =>
    withLivechat(
      async (rig) => {
        rig.sim.faults.set('groupsOffline')
        const { thread } = await opened(rig, more)
        expect(rig.sim.thread(thread.id).properties.routing).toMatchObject({ unassigned: true })
        expect(rig.sim.chat(thread.id).properties.routing).toMatchObject({ continuous: true })
        if ('continuous' in entry) expect((await rig.desk.availability()).kind).toBe('unknown')
      },
      { entry },
    ),
  )

  it('of a visitor whom LiveChat gives to their former group all the same is told to the owner', () => {
    const lines: object[] = []
    return withLivechat(
      async (rig) => {
        const first = await openingOf(rig)
        const { thread } = await value(rig.make({ group: 4 }).open(first, false))
        await value(rig.desk.send(thread, { kind: 'close', key: id(), by: 'visitor' }, false))
        rig.sim.faults.set('stickyGroup')
        await value(rig.desk.open(next(first), false))
        heard(rig, thread)
        expect(lines).toContainEqual(expect.objectContaining({ groups: { asked: 3, given: [4] } }))
        const before = lines.length
        heard(rig, thread)
        rig.sim.faults.clear('stickyGroup')
        await value(rig.desk.send(thread, { kind: 'close', key: id(), by: 'visitor' }, false))
        await value(rig.desk.open(next(first), false))
        heard(rig, thread)
        expect(lines.slice(before).filter((one) => 'groups' in one)).toEqual([])
      },
      { lines },
    )
  })

  it('into a group that is not there is refused, with a mend', () =>
    withLivechat(
      async (rig) => {
        expect(await rig.desk.open(await openingOf(rig), false)).toMatchObject({
          kind: 'refused',
          why: { code: 'no-such-group' },
          mend: expect.stringContaining('group:') as string,
        })
      },
      { entry: { group: 99 } },
    ))
})
