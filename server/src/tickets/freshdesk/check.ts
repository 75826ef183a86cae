import type { Check } from '../../desk/desk.ts'
import { sentence } from '../../desk/outcome-words.ts'
import type { Outcome } from '../../outcome.ts'
import type { Called } from './answer.ts'
import type { Client } from './client.ts'
import { vendorAgent, vendorTicket } from './wire.ts'

const keyMend =
  'In Freshdesk click your picture → Profile settings → View API key (at the right), copy it, and give it with: npm run baton -- secret set.'

/** Reads only. Each line that fails says what to click or type. */
export async function* checkRead(client: Client): AsyncGenerator<Check> {
  const me = await client.get('/agents/me', {})
  if (me.kind !== 'done') return yield failed('key', me)
  const agent = vendorAgent.safeParse(me.value.json).data
  if (!agent) {
    const mend =
      'Check domain: in the site file; it is what stands before .freshdesk.com in the address of your help desk.'
    return yield { name: 'key', ok: false, says: 'The answer does not come from Freshdesk.', mend }
  }
  const { host } = new URL(client.origin)
  yield {
    name: 'key',
    ok: true,
    says: `Freshdesk takes it at ${host}${agent.contact.name ? `, for ${agent.contact.name}` : ''}.`,
  }
  yield scopeCheck(agent.ticket_scope)
}

function scopeCheck(scope: number | undefined): Check {
  const name = 'scope'
  if (scope === 1) return { name, ok: true, says: 'Its agent sees all tickets.' }
  if (scope === undefined) return { name, ok: null, says: 'Freshdesk does not say whether its agent sees all tickets.' }
  return {
    name,
    ok: false,
    says: 'Its agent sees only some tickets, so one whose answer was lost might be made twice.',
    mend: 'In Freshdesk, Admin → Team → Agents, give this agent Global access; or use the key of one who has it.',
  }
}

/** Makes a labelled ticket and removes it again; the requester "Baton check" stays among the contacts. */
export async function* checkLive(client: Client): AsyncGenerator<Check> {
  const made = await client.post('/tickets', {
    subject: 'Test of Baton',
    description: 'This is a test of Baton. It is removed at once; nobody needs to answer.',
    status: 2,
    priority: 1,
    source: 7,
    tags: ['baton', 'baton-check'],
    unique_external_id: 'baton-check',
    name: 'Baton check',
  })
  const id = made.kind === 'done' ? vendorTicket.safeParse(made.value.json).data?.id : undefined
  if (id === undefined) return yield failed('live: make', made)
  yield { name: 'live: make', ok: true, says: `A test ticket was made: ${id}.` }
  const removed = await client.remove(`/tickets/${id}`)
  if (removed.kind === 'done') return yield { name: 'live: remove', ok: true, says: 'It was deleted.' }
  const closed = await client.put(`/tickets/${id}`, { status: 5 })
  yield closed.kind === 'done'
    ? { name: 'live: remove', ok: true, says: 'This agent may not delete tickets, so it was closed.' }
    : failed('live: remove', closed, `Please delete ticket ${id} by hand.`)
}

function failed(name: string, outcome: Called | Outcome<unknown>, mend = mendOf(outcome)): Check {
  return { name, ok: false, says: `${sentence(outcome)}.`, mend }
}

function mendOf(outcome: Called | Outcome<unknown>): string {
  if (outcome.kind === 'refused' && outcome.mend) return outcome.mend
  switch (outcome.kind === 'retry' ? outcome.why.code : '') {
    case 'token-refused':
      return keyMend
    case 'token-forbidden':
      return 'The key must be an agent’s who may make tickets, on a plan with the API: see Freshdesk, Admin → Team → Agents.'
    case 'http-404':
    case 'not-json':
    case 'dns':
    case 'bad-url':
    case 'not-https':
    case 'connection-refused':
    case 'connect-timeout':
      return 'Check domain: in the site file; it is what stands before .freshdesk.com in the address of your help desk.'
    default:
      return 'Freshdesk does not answer as it should: try again in a minute; if it stays, ask their support.'
  }
}
