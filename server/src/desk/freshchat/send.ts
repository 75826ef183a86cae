import { never } from '@baton/shared/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import type { Order, Receipt, Thread } from '../desk.ts'
import type { Agents } from './agents.ts'
import type { Client } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import { textOf, toManyMessages } from './convert.ts'
import type { Directory } from './directory.ts'
import { findNote } from './find.ts'
import type { Body } from './post.ts'
import { post } from './post.ts'
import { findSay, say } from './say.ts'
import { assign, close } from './state-orders.ts'
import type { Uploads } from './uploads.ts'

export type Sending = {
  client: Client
  config: FreshchatConfig
  agents: Agents
  directory: Directory
  uploads: Uploads
}

export async function send(from: Sending, thread: Thread, order: Order, doubt: boolean): Promise<Outcome<Receipt>> {
  switch (order.kind) {
    case 'say': {
      const found = doubt ? await find(from, thread, order) : done(null)
      if (found.kind !== 'done') return found
      return found.value ? done(found.value) : await say(from, thread, order)
    }
    case 'note':
      return await write(from, thread, order.text, doubt)
    case 'assign':
      return await assign(from, thread, order.to)
    case 'close':
      return await close(from.client, thread)
    case 'rate':
      return refused('no-rating', 'ratings are not passed on to Freshchat')
    default:
      return never(order)
  }
}

/** Assignments and resolutions may be done twice without harm; they are never looked for. */
export async function find(from: Sending, thread: Thread, order: Order): Promise<Outcome<Receipt | null>> {
  switch (order.kind) {
    case 'say':
      return await findSay(from, thread, order)
    case 'note': {
      const agent = await designated(from)
      if (agent.kind !== 'done') return agent
      let last: Outcome<Receipt | null> = done(null)
      for (const body of notes(agent.value, order.text)) {
        last = await findNote(from.client, thread, agent.value, textOf(body.message_parts))
        if (last.kind !== 'done' || last.value === null) return last
      }
      return last
    }
    case 'assign':
    case 'close':
    case 'rate':
      return done(null)
    default:
      return never(order)
  }
}

/** A long one takes several messages; what is there of them already is not written again. */
async function write(from: Sending, thread: Thread, text: string, doubt: boolean): Promise<Outcome<Receipt>> {
  const agent = await designated(from)
  if (agent.kind !== 'done') return agent
  const bodies = notes(agent.value, text)
  let last: Outcome<Receipt> = refused('blank', 'there is nothing in it')
  for (const body of bodies) {
    const found =
      doubt || bodies.length > 1
        ? await findNote(from.client, thread, agent.value, textOf(body.message_parts))
        : done(null)
    if (found.kind !== 'done') return found
    last = found.value ? done(found.value) : await post(from.client, thread, body)
    if (last.kind !== 'done') return last
  }
  return last
}

const notes = (agent: string, text: string): Body[] =>
  toManyMessages(text).map((message_parts) => ({
    message_parts,
    message_type: 'private',
    actor_type: 'agent',
    actor_id: agent,
  }))

async function designated({ config, agents }: Sending): Promise<Outcome<string>> {
  if (config.agentEmail === null)
    return refused(
      'no-agent',
      'a note needs somebody to write it',
      'Write agentEmail: with the e-mail address of an agent.',
    )
  return await agents.byEmail(config.agentEmail)
}
