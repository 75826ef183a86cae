import { agentPage } from '../../page/agent-page.js'
import { tell } from '../../page/sim.js'
import { showList } from './list.js'
import { agentName } from './people.js'
import { showThread } from './thread.js'

document.querySelector('#renew').addEventListener('click', () => tell('POST', '/token'))

const choice = (label) => ({ quick_reply_button: { label, custom_reply_text: label } })
const text = (content) => ({ text: { content } })
const template = (type, sections) => ({
  template_content: { type, sections: Object.entries(sections).map(([name, parts]) => ({ name, parts })) },
})
const card = (title, description) =>
  template('carousel_card_default', {
    title: [text(title)],
    description: [text(description)],
    view: [{ url_button: { url: 'https://example.com/tents', label: 'See it' } }],
    callback: [{ callback: { label: `Choose ${title}`, payload: title } }],
  })

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
    choices: { text: 'Was that helpful?', replyParts: [{ collection: { sub_parts: [choice('Yes'), choice('No')] } }] },
    dropdown: {
      text: 'Which colour?',
      replyParts: [template('quick_reply_dropdown', { options: ['Red', 'Green', 'Blue'].map(choice) })],
    },
    cards: {
      parts: [template('carousel', { cards: [card('Tarn', 'For two, 2.1 kg'), card('Fell', 'For one, 1.3 kg')] })],
    },
    system: { text: 'You are next in line.' },
    visitor: { text: 'I am writing this from my phone.' },
    bot: { text: 'Was that helpful?', replyParts: [{ collection: { sub_parts: [choice('Yes'), choice('No')] } }] },
  },
})
