import { never, type Time } from '@baton/shared/ids.ts'
import type { DeliveryId } from '../../conversation/ids.ts'
import type { Buried } from '../../store/store.ts'
import { ago, failed, type OwnerDeps, out, type Told, table } from '../command.ts'
import { findSites } from './find-site.ts'

/** What could not be delivered and waits for the owner. */
export async function* outboxShow(deps: OwnerDeps, { site }: { site: string | null }): Told {
  const sites = findSites(deps, site)
  if ('wrong' in sites) return yield* failed(sites.wrong, sites.mend)
  const buried = await buriedOf(deps, site)
  const { waiting, claimed } = await deps.store.outbox.counts()
  const gates = await deps.store.outbox.gates()
  const now = deps.clock.now()
  // Of messages alone: a look or a timer waits because it is not due yet.
  const [late] = await deps.store.outbox.overdue((now - 60_000) as Time, 1)
  const since = late ? `, the oldest message to a desk from ${ago(now - late.madeAt)}` : ''
  yield out(`${waiting + claimed} under way${since} · ${buried.length} given up`)
  for (const { account, until, why } of gates) {
    const rest = Math.ceil((until - now) / 1_000)
    const next = rest > 0 ? `next try in ${rest} s` : 'whatever comes next is tried at once'
    yield out(`  ${account} took nothing when it was last tried (${why.code}); ${next}.`)
  }
  if (buried.length === 0) return 0
  const rows = buried.map(({ id, site: of, task, why, at, attempts, conversation }) => [
    id,
    of,
    nameOf(task),
    why.code,
    `${attempts} tries`,
    ago(now - at),
    `conversation ${conversation}`,
  ])
  for (const line of table(rows)) yield out(`  ${line}`)
  for (const line of new Set(buried.flatMap(({ why }) => sayWhy(why)))) yield out(line)
  yield out('  Send one again: npm run baton -- outbox again ID (or --all); give it up: outbox forget ID')
  return 0
}

export async function* outboxAgain(deps: OwnerDeps, { id }: { id: string | null }): Told {
  const ids = id === null ? (await deps.store.outbox.buried(null)).map((one) => one.id) : [id as DeliveryId]
  if (ids.length === 0) yield out('There is nothing to send again.')
  let sent = 0
  for (const one of ids) if (await deps.store.outbox.again(one)) sent++
  deps.wake()
  if (id !== null && sent === 0) return yield* unknown()
  if (sent > 0)
    yield out(
      `✓ ${sent === 1 ? 'One is' : `${sent} are`} on the way again.${deps.running ? '' : ' A server must run to send them: npm run serve'}`,
    )
  return 0
}

export async function* outboxForget(deps: OwnerDeps, { id }: { id: string }): Told {
  if (!(await deps.store.outbox.forget(id as DeliveryId))) return yield* unknown()
  yield out('✓ It is given up for good.')
  return 0
}

/** What the vendor said, and what to do: once for each reason, since an outage leaves many dead letters of one kind. */
function sayWhy({ code, detail, mend }: Buried['why']): string[] {
  if (!detail && !mend) return []
  return [`  ${code}${detail ? `: ${detail}` : ''}${mend ? `\n      ${mend}` : ''}`]
}

const unknown = (): Told =>
  failed('Nothing that was given up has that id.', 'See which there are: npm run baton -- outbox')

const buriedOf = async ({ store }: OwnerDeps, site: string | null): Promise<Buried[]> =>
  (await store.outbox.buried(null)).filter((one) => site === null || one.site === site)

function nameOf(task: Buried['task']): string {
  switch (task.kind) {
    case 'turn':
      return 'the bot’s answer'
    case 'availability':
      return 'look whether somebody is there'
    case 'open':
      return 'open at the desk'
    case 'note':
      return 'note for the agent'
    case 'describe':
      return 'what the page says of the visitor'
    case 'assign':
      return 'assignment'
    case 'say':
      return `message ${task.target} to the desk`
    case 'close':
      return 'close at the desk'
    case 'look':
      return 'look for news at the desk'
    case 'rate':
      return 'the visitor’s rating for the desk'
    case 'ticket':
      return 'ticket'
    case 'introduce':
      return 'an agent’s name'
    case 'timer':
      return 'the end of a wait'
    default:
      return never(task)
  }
}
