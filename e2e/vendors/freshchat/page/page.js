import { agentPage } from '../../page/agent-page.js'
import { tell } from '../../page/sim.js'
import { showList } from './list.js'
import { agentName } from './people.js'
import { showThread } from './thread.js'

document.querySelector('#renew').addEventListener('click', () => tell('POST', '/token'))

const choice = (label) => ({ quick_reply_button: { label, custom_reply_text: label } })

await agentPage({
  word: 'conversation',
  path: '/conversations',
  people: (truth) =>
    truth.agents
      .filter((agent) => !agent.deactivated)
      .map((agent) => ({ id: agent.id, name: agentName(truth, agent.id) })),
  conversations: (truth) => truth.conversations,
  available: (agent) => agent?.available ?? false,
  groupId: (id) => id,
  show(truth, { tab, me, current, choose }) {
    showList(truth, { show: tab, me, current: current?.id, choose })
    showThread(truth, current, me)
  },
  settings: (admin) => [
    ['URL', admin.url],
    ['App id', admin.appId],
    ['Topic', `${admin.topic.name} ${admin.topic.id}`],
    ['Webhook', admin.webhook ?? 'none'],
    ['Token', admin.token],
    ['Public key', admin.publicKey],
  ],
  buttons: { '#resolve': 'resolve', '#reopen': 'reopen' },
  bodies: {
    system: { text: 'You are next in line.' },
    visitor: { text: 'I am writing this from my phone.' },
    bot: { text: 'Was that helpful?', replyParts: [{ collection: { sub_parts: [choice('Yes'), choice('No')] } }] },
  },
})
