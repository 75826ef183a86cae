import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { catalogue } from './fault-catalogue.ts'

/** How each trap of the contract (8.n) is set: by switches of the agent page, or, being always so, by what a test of ours shows of it. */
const traps: { switches: (keyof typeof catalogue)[]; always?: string }[] = [
  { switches: ['aging'], always: 'has no other address: older ways and slips are refused and recorded' },
  {
    switches: [],
    always: 'refuses to mint for a personal token, a token without customers:own, another client, a dead token',
  },
  { switches: [], always: 'takes `id` where the contract says id and `chat_id` where it says chat_id' },
  { switches: ['listLag'], always: 'starts one chat per customer, for ever, and resumes it with a new thread' },
  {
    switches: ['closesBeforeSend'],
    always: 'sends into an active thread, and after the close only with attach_to_last_thread',
  },
  { switches: ['groupsOffline', 'nobodyFree'] },
  { switches: ['stickyGroup'] },
  { switches: ['nobodyFree'], always: 'transfers when somebody can take it, and says so when nobody can' },
  { switches: [], always: 'lets only users of a chat write to it, by Bearer and by personal token' },
  { switches: [], always: 'lets a bot write by its own token and not by a personal one, for a day, in its own name' },
  { switches: ['botTokenOverlap'] },
  { switches: [], always: 'pages lists by page_id alone' },
  { switches: [], always: 'starts one chat per customer, for ever, and resumes it with a new thread' },
  { switches: [], always: 'makes bots, which begin offline and hear nothing until they are not' },
  {
    switches: ['notInstalled', 'configLag'],
    always: 'registers, lists without secrets, and unregisters webhooks, three per action',
  },
  { switches: ['whisperBesideReply', 'supervisor', 'leakNotes'] },
  { switches: ['strangerToken', 'evicted'] },
  { switches: ['banned'], always: 'refuses a banned customer everything, until the ban is over' },
  { switches: ['inactivity'] },
  { switches: ['transferStorm', 'agentWithQueue'] },
  { switches: [], always: 'takes every event that an agent can send, files too' },
  { switches: [], always: 'sets who the customer is; session fields are a list of one-key objects' },
  { switches: ['spacedStatus', 'unknownAction', 'unknownEvent'] },
  { switches: [], always: 'pushes typing, thinking, previews and places in the queue, and the rest too' },
  { switches: ['leakNotes'] },
  { switches: ['misdirected'] },
  { switches: [], always: 'takes ten unanswered requests on one socket, not eleven' },
]

it('has every trap of the contract, as a switch or for ever', () => {
  expect(traps).toHaveLength(27)
  const tests = globSync('*.test.ts', { cwd: import.meta.dirname })
    .filter((name) => name !== 'traps.test.ts')
    .map((name) => readFileSync(path.join(import.meta.dirname, name), 'utf8'))
    .join('\n')
  for (const [n, { switches, always }] of traps.entries()) {
    expect(switches.length > 0 || always !== undefined, `8.${n + 1}`).toBe(true)
    for (const name of switches) expect(catalogue, `8.${n + 1}`).toHaveProperty(name)
    if (always !== undefined) expect(tests.includes(`it('${always}'`), `8.${n + 1}: ${always}`).toBe(true)
  }
})
