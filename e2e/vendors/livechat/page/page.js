import { agentPage } from '../../page/agent-page.js'
import { showList } from './list.js'
import { showThread } from './thread.js'

const button = (text, more = {}) => ({ type: 'message', text, value: text, postback_id: text, user_ids: [], ...more })
const card = (title, subtitle) => ({
  title,
  subtitle,
  buttons: [button(`Choose ${title}`), button('See it', { type: 'url', value: 'https://example.com/tents' })],
})
const rich = (template_id, elements) => ({ event: { type: 'rich_message', template_id, elements } })

const at = (selector) => document.querySelector(selector)
let editing = null

/** Puts an own message into the composer, to be changed; null = no more. */
function edit(event) {
  editing = event
  at('#editing').hidden = event === null
  at('#reply').value = event?.text ?? ''
  at('#reply').focus()
}

const { act } = await agentPage({
  word: 'chat',
  path: '/chats',
  people: (truth) => truth.agents.map(({ id, name }) => ({ id, name })),
  conversations: (truth) => truth.chats,
  available: (agent) => agent?.status === 'accepting_chats',
  groupId: Number,
  show(truth, { tab, me, current, choose, act: doAct }) {
    showList(truth, { show: tab, me, current: current?.id, choose })
    showThread(truth, current, { me, edit, remove: (event) => doAct('remove', { id: event.id }) })
  },
  send: (doAct) => (text, note) => {
    const event = editing
    if (!event) return doAct(note ? 'note' : 'reply', { text })
    edit(null)
    return doAct('edit', { id: event.id, text })
  },
  settings: (admin) => [
    ['URL', admin.url],
    ['Sockets', admin.rtmUrl],
    ['Organization', admin.organizationId],
    ['Client id', admin.clientId],
    ['Client secret', admin.clientSecret],
    ['Redirect URIs', admin.redirectUris.join('\n')],
    ['Agent token', admin.agentToken],
    ['Account id', admin.pat.accountId],
    ['PAT', admin.pat.token],
    ['Webhooks', admin.webhooks.map((one) => `${one.action} → ${one.url}`).join('\n') || 'none'],
  ],
  buttons: { '#close': 'close', '#resume': 'resume' },
  bodies: {
    system: { text: 'You are next in line.', type: 'routing.idle' },
    visitor: { text: 'I am writing this elsewhere.' },
    choices: rich('quick_replies', [{ title: 'Was that helpful?', buttons: [button('Yes'), button('No')] }]),
    cards: rich('cards', [card('Tarn', 'For two, 2.1 kg'), card('Fell', 'For one, 1.3 kg')]),
    rate: { score: 1, text: 'Quick and kind' },
    preview: { text: 'Let me see, I think that your' },
    thinking: { text: 'Looking for your order' },
  },
})
at('#keep').addEventListener('click', () => edit(null))
at('#typing').addEventListener('change', (event) => act('typing', { on: event.target.checked }))
