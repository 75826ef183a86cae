import { bubble, describe, fill, link, make } from '../../page/sim.js'
import { agentName, groupName, holder, topicName, userName } from './people.js'

const list = document.querySelector('#messages')
const at = (selector) => document.querySelector(selector)

/** The open conversation: its head, its messages, what can be done with it, and its visitor. */
export function showThread(truth, conversation, me) {
  at('#choose').hidden = Boolean(conversation)
  at('#open').hidden = !conversation
  if (!conversation) {
    at('#facts').replaceChildren()
    return
  }
  const resolved = conversation.status === 'resolved'
  at('#visitor').textContent = userName(truth, conversation.user)
  at('#state').textContent =
    `${topicName(truth, conversation.channel)} · ${conversation.status} · with ${holder(truth, conversation)}`
  at('#resolve').hidden = resolved
  at('#reopen').hidden = !resolved
  at('#mine').disabled = conversation.agent === me
  showMessages(truth, conversation)
  showTargets(truth, conversation)
  showFacts(truth, conversation)
}

function showMessages(truth, conversation) {
  fill(list, conversation.id, conversation.messages, { version: () => '', draw: (message) => item(truth, message) })
}

function item(truth, message) {
  const note = message.type === 'private' || message.botsPrivateNote
  const choices = message.replyParts.flatMap((one) => one.collection?.sub_parts ?? [])
  return bubble({
    kind: message.type === 'system' ? 'system' : message.by.kind,
    name: writer(truth, message),
    marks: [note ? 'private note' : null, message.failed ? 'failed' : null],
    at: message.at,
    said: [
      ...message.parts.map(part),
      ...(choices.length > 0 ? [make('span', { class: 'chips' }, ...choices.map(part))] : []),
    ],
    note,
    failed: message.failed,
  })
}

function writer(truth, message) {
  switch (message.by.kind) {
    case 'user':
      return userName(truth, message.by.id)
    case 'agent':
      return agentName(truth, message.by.id)
    case 'bot':
      return 'Bot'
    default:
      return 'System'
  }
}

function part(one) {
  if (one.text) return make('span', {}, one.text.content)
  if (one.image) return make('img', { src: one.image.url, alt: 'Image' })
  if (one.file) return link(one.file.url ?? stored(one.file), one.file.name ?? 'File')
  if (one.video) return link(one.video.url, 'Video')
  if (one.url_button) return link(one.url_button.url, one.url_button.label ?? one.url_button.url)
  if (one.quick_reply_button) return make('span', { class: 'chip' }, one.quick_reply_button.label)
  if (one.collection) return make('span', {}, ...one.collection.sub_parts.map(part))
  if (one.callback) return make('span', { class: 'chip' }, one.callback.label)
  if (one.template_content) {
    const inside = (one.template_content.sections ?? []).flatMap((section) => section.parts ?? [])
    return make('span', { class: 'card' }, ...inside.map((one) => make('div', {}, part(one))))
  }
  return make('em', {}, `a part of the kind "${Object.keys(one)[0]}"`)
}

/** What was uploaded is named by its hash alone. */
const stored = ({ name, fileHash }) =>
  fileHash && `${location.origin}/files/${fileHash}/${encodeURIComponent(name)}?signature=${fileHash.slice(0, 24)}`

function showTargets(truth, conversation) {
  const option = (value, label) => make('option', { value }, label)
  const agents = truth.agents.filter((agent) => !agent.deactivated)
  const to = at('#to')
  to.replaceChildren(
    option('', 'Nobody'),
    make('optgroup', { label: 'Agents' }, ...agents.map((one) => option(`agent ${one.id}`, agentName(truth, one.id)))),
    make(
      'optgroup',
      { label: 'Groups' },
      ...truth.groups.map((one) => option(`group ${one.id}`, groupName(truth, one.id))),
    ),
  )
  to.value = conversation.agent
    ? `agent ${conversation.agent}`
    : conversation.group
      ? `group ${conversation.group}`
      : ''
}

function showFacts(truth, conversation) {
  const user = truth.users.find((one) => one.id === conversation.user)
  const facts = [
    ['Name', userName(truth, conversation.user)],
    ['E-mail', user?.email],
    ['Phone', user?.phone],
    ['Reference', user?.referenceId],
    ...(user?.properties ?? []).map(({ name, value }) => [name, String(value)]),
    ...Object.entries(conversation.properties).map(([name, value]) => [name, String(value)]),
    ['Rating', conversation.rating ? `${conversation.rating.score} of 5 ${conversation.rating.comment ?? ''}` : null],
    ['Began', new Date(conversation.at).toLocaleString()],
  ].filter(([, value]) => value)
  describe(at('#facts'), facts)
}
