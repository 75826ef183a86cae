import type { DeskKind } from '../drive/desk-kinds.ts'
import { createDice } from '../drive/dice.ts'
import { comes } from '../drive/waiting.ts'
import { check, type Report } from './checker.ts'
import { gather } from './gather.ts'
import { bodyOf } from './history.ts'
import { type Chatter, createChatter, openTab, staff } from './people.ts'
import { placesOf } from './places.ts'
import type { Seat } from './seat.ts'
import { settle } from './settle.ts'
import { createWorld, type World } from './world.ts'

/** So many visitors share a world: more of them come back at each start than one wants to wait for. */
const together = 10

/** Opening points in so many rounds, the others in two at most, in a random order. */
export async function crashEverywhere(options: {
  rounds: number
  seed: number
  deskKind?: DeskKind
  parallel?: number
  tell?: (result: CrashResult) => void
}): Promise<CrashResult[]> {
  const { rounds, seed, deskKind = 'freshchat', parallel = 2, tell = () => {} } = options
  const { opening, talking, doubts } = placesOf(deskKind)
  const dice = createDice(seed)
  const times = (points: readonly string[], many: number) => Array.from({ length: many }, () => points).flat()
  const all = [...times(opening, rounds), ...times([...talking, ...Object.keys(doubts)], Math.min(2, rounds))]
    .map((point) => ({ point, place: dice.fraction() }))
    .sort((a, b) => a.place - b.place)
    .map(({ point }) => point)
  const groups = Array.from({ length: Math.ceil(all.length / together) }, (_, n) =>
    all.slice(n * together, (n + 1) * together),
  )
  const results: CrashResult[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let n = next++; n < groups.length; n = next++) {
      const result = await crashAt(groups[n] ?? [], { seed: seed + n, deskKind })
      results.push(result)
      tell(result)
    }
  }
  await Promise.all(Array.from({ length: parallel }, lane))
  return results
}

export type CrashResult = {
  seed: number
  crashes: { point: string; died: boolean }[]
  visitors: number
  threads: number
  stays: number
  report: Report
  /** What the servers printed last. */
  logs: string[]
  took: number
}

/**
 * One server after the other dies at the next of these points while a new visitor asks for a person; the next one inherits what
 * is left. In the end each visitor has one thread at the desk, and nothing is lost or there twice.
 */
export async function crashAt(
  points: readonly string[],
  options: { seed: number; deskKind?: DeskKind; patience?: number },
): Promise<CrashResult> {
  const { seed, deskKind = 'freshchat', patience = 40_000 } = options
  const { doubts } = placesOf(deskKind)
  const began = performance.now()
  const world = await createWorld({
    ...{ seed, deskKind },
    site: { wait: '3600s', ...(deskKind === 'freshchat' && { more: stepsAtFreshchat }) },
  })
  const chatters: Chatter[] = []
  const crashes: CrashResult['crashes'] = []
  let done = false
  try {
    const [seat] = world.seats
    if (!seat) throw new Error('there is no server')
    const { agents, greet } = greeter(world)
    const greeting = greet(() => done)
    const come = () => void chatters.push(newcomer(world, `v${chatters.length + 1}`))
    const dieAt = async (point: string): Promise<boolean> => {
      const first = doubts[point]
      if (first === undefined) {
        come()
        return await crash(seat, point, 10_000)
      }
      // An echo would end the doubt before anybody looks. The first death may be that of an older visitor's delivery.
      world.desk.trouble.set('noEcho')
      world.desk.trouble.set('notLive')
      let died = false
      for (let tries = 0; tries < 5 && !died; tries++) {
        come()
        await crash(seat, first, 10_000)
        died = await crash(seat, point, 5_000)
      }
      world.desk.trouble.clear()
      return died
    }
    for (const point of points) {
      const died = await dieAt(point)
      crashes.push({ point, died })
    }
    if (!(await seat.start())) throw new Error(`the server did not start:\n${seat.logs.slice(-20).join('\n')}`)
    const unsettled = await settle(world, chatters, patience)
    done = true
    await greeting
    for (const { visitor } of chatters) for (const tab of visitor.tabs) await tab.toTheBeginning()
    await seat.stop()
    for (const { visitor } of chatters) visitor.close()
    const history = { ...(await gather(world, chatters, agents)), unsettled }
    const report = check(history)
    return {
      ...{ seed, crashes, report, visitors: chatters.length, threads: history.desk.length, stays: report.stays },
      logs: history.logs.slice(-20),
      took: performance.now() - began,
    }
  } finally {
    done = true
    for (const { visitor } of chatters) visitor.close()
    await world.close()
  }
}

/** Everything that can follow an opening there. */
const stepsAtFreshchat = { agentEmail: 'bot@example.com', assign: { group: 'Support' } }

/** Starts a server that dies at this point. False: it never came by there, and was killed elsewhere. */
async function crash(seat: Seat, point: string, patience: number): Promise<boolean> {
  let died = false
  const death = seat.start({ point, nth: 1 }).then(async () => {
    await seat.death()
    died = true
  })
  await comes(() => died, patience)
  const came = died
  if (!came) await seat.kill()
  await death
  return came
}

/** Says something, asks, and says more before anybody is there. */
function newcomer(world: World, name: string): Chatter {
  const chatter = createChatter(world, name)
  const tab = openTab(chatter, world.dice.fork(name))
  tab.say(bodyOf(`${name}a`, 0, 'the price?'))
  tab.order({ kind: 'act', action: 'person' })
  tab.say(bodyOf(`${name}a`, 1, 'are you there?'))
  tab.say('ok')
  return chatter
}

/** An agent who answers the first words of each thread. */
function greeter(world: World): {
  agents: ReturnType<typeof staff>['agents']
  greet: (over: () => boolean) => Promise<void>
} {
  const { agents } = staff(world)
  const [agent] = agents
  const greeted = new Set<string>()
  return {
    agents,
    async greet(over) {
      await comes(
        () => {
          for (const thread of world.desk.threads()) {
            const spoken = thread.lines.some(({ by, text }) => by === 'visitor' && text.startsWith('['))
            if (!agent || !spoken || greeted.has(thread.id)) continue
            greeted.add(thread.id)
            agent.reply(thread.id, bodyOf('g0', greeted.size))
          }
          return over()
        },
        3_600_000,
        20,
      )
    },
  }
}
