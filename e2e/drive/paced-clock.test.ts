import { expect, it, onTestFinished } from 'vitest'
import { type PacedClock, pacedClock } from './paced-clock.ts'

const hour = 3_600_000

function clockOf(paces: { slow: number; fast: number }): PacedClock {
  const clock = pacedClock({ epoch: 0, ...paces })
  onTestFinished(() => clock.stop())
  return clock
}

const reaches = (clock: PacedClock, ms: number): Promise<number> =>
  new Promise((done) => {
    clock.after(ms, () => done(clock.now()))
  })

it('lets an hour pass in a moment while all wait', async () => {
  const began = performance.now()
  expect(await reaches(clockOf({ slow: 1, fast: 10_000 }), hour)).toBe(hour)
  expect(performance.now() - began).toBeLessThan(10_000)
})

it('runs what falls due in order, each at its own time', async () => {
  const clock = clockOf({ slow: 1, fast: 10_000 })
  const ran: [string, number][] = []
  for (const [name, ms] of [
    ['b', 2_000],
    ['a', 1_000],
    ['c', 2_000],
  ] as const)
    clock.after(ms, () => ran.push([name, clock.now()]))
  const cancel = clock.after(1_500, () => ran.push(['taken back', clock.now()]))
  cancel()
  await reaches(clock, 3_000)
  expect(ran).toEqual([
    ['a', 1_000],
    ['b', 2_000],
    ['c', 2_000],
  ])
})

it('is slow until somebody’s work is over, and then fast again', async () => {
  const clock = clockOf({ slow: 1, fast: 10_000 })
  const work = new Promise<void>((done) => setTimeout(done, 100))
  const over = clock.during(work).then(() => clock.now())
  expect(await over).toBeLessThan(hour / 2)
  expect(await reaches(clock, hour)).toBeGreaterThanOrEqual(hour)
})

it('stops a fast step when somebody has something to do', async () => {
  const clock = clockOf({ slow: 1, fast: 100_000 })
  await reaches(clock, hour)
  const stirred = await new Promise<number>((done) => {
    clock.after(hour, () => {
      clock.stir()
      const at = clock.now()
      setImmediate(() => done(clock.now() - at))
    })
  })
  expect(stirred).toBeLessThan(1_000)
})
