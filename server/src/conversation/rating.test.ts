import { describe, expect, it } from 'vitest'
import { ann, policy, World } from './histories.ts'
import type { Policy } from './policy.ts'

const [desk] = policy.desks as [Policy['desks'][number]]
const requests = (world: World) => world.log.filter(({ kind }) => kind === 'handoffRequested')

describe('the rating', () => {
  const answeredStay = (changes: Partial<Policy> = {}): World => {
    const world = new World({ rating: 'stars', ...changes }).handOff()
    world.agentSays(ann, 'Hello', 200)
    return world
  }
  const five = { kind: 'rated', score: 5, comment: 'Kind' } as const

  it('is asked after the thanks, once somebody answered', () => {
    const world = answeredStay()
    world.resolves(300)
    expect(world.kinds().slice(-2)).toEqual(['handoffEnded', 'asked'])
    expect(world.asked('rating')?.ask).toEqual({ kind: 'rating', scale: 'stars' })
  })

  it('is asked of whoever ended it themselves', () => {
    const world = answeredStay()
    world.take({ kind: 'leftDesk' })
    expect(world.asked('rating')).toBeDefined()
  })

  it('is not asked where nobody answered, nor where the site wants none', () => {
    const silent = new World({ rating: 'stars' }).handOff()
    silent.desk({ kind: 'joined', agent: ann.ref, vendor: ann.vendor }, 200)
    silent.resolves(300)
    const none = answeredStay({ rating: null })
    none.resolves(300)
    expect([silent.asked('rating'), none.asked('rating')]).toEqual([undefined, undefined])
  })

  it('is taken once, and given to the desk where it takes one', () => {
    const world = answeredStay({ desks: [{ ...desk, rates: true }] })
    world.resolves(300)
    const target = world.asked('rating')?.seq ?? (0 as never)
    world.answers('rating', five)
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffRated', by: 'visitor', score: 5, comment: 'Kind' })
    expect(world.owed.filter(({ task }) => task.kind === 'rate')).toMatchObject([
      { lane: 'desk:support', handoff: world.stay },
    ])
    expect(world.take({ kind: 'answered', key: 'key-late' as never, target, answer: five })).toEqual([])
  })

  it('stays here where the desk takes none', () => {
    const world = answeredStay()
    world.resolves(300)
    world.answers('rating', five)
    expect(world.tasks('rate')).toEqual([])
  })

  it('may be given in a conversation that is closed', () => {
    const world = answeredStay({ afterResolve: 'closed', desks: [{ ...desk, rates: true }] })
    world.resolves(300)
    expect(world.now).toMatchObject({ mode: 'closed', asks: [{ ask: { kind: 'rating' } }] })
    world.answers('rating', five)
    expect(world.now).toMatchObject({ mode: 'closed', handoff: { rating: { score: 5 } } })
    expect(world.tasks('rate')).toHaveLength(1)
  })

  it('may be given while somebody else is waited for already', () => {
    const world = answeredStay()
    const rated = world.stay
    world.resolves(300)
    world.take({ kind: 'askedForPerson' })
    world.answers('rating', five)
    expect(world.now.mode).toBe('waiting')
    expect(world.now.former.find(({ id }) => id === rated)?.rating).toEqual({ score: 5, comment: 'Kind' })
  })

  it('that was given at the desk itself is not asked for here, and once is enough', () => {
    const world = answeredStay()
    world.desk({ kind: 'rated', score: 1, comment: null }, 250)
    world.desk({ kind: 'rated', score: 1, comment: null }, 250)
    expect(world.kinds().filter((kind) => kind === 'handoffRated')).toHaveLength(1)
    world.resolves(300)
    expect(world.asked('rating')).toBeUndefined()
  })

  it('that is given at the desk meanwhile is no longer asked for here', () => {
    const world = answeredStay()
    world.resolves(300)
    world.desk({ kind: 'rated', score: 4, comment: null }, 350)
    expect(world.asked('rating')).toBeUndefined()
  })

  it('is no answer that lets the bot hand over again', () => {
    const world = answeredStay()
    world.resolves(300)
    world.answers('rating', five)
    world.replies({ kind: 'handoff', reason: 'again' })
    expect(requests(world)).toHaveLength(1)
    expect(world.now.mode).toBe('bot')
  })

  it('is asked for anew when the stay went on and ended again', () => {
    const world = answeredStay()
    world.resolves(300)
    world.agentSays(ann, 'One more thing', 400)
    expect(world.asked('rating')).toBeUndefined()
    world.resolves(500)
    expect(world.asked('rating')).toBeDefined()
  })
})
