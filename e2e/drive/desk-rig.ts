import { onTestFinished } from 'vitest'
import { startFreshchat } from '../vendors/freshchat/freshchat.ts'
import { testClient as freshchatClient } from '../vendors/freshchat/test-client.ts'
import { startLivechat } from '../vendors/livechat/livechat.ts'
import { testClient as livechatClient } from '../vendors/livechat/test-client.ts'
import { receiver } from '../vendors/receiver.ts'
import type { DeskKind } from './desk-kinds.ts'
import type { DeskSide } from './desk-side.ts'
import { freshchatSide } from './freshchat-side.ts'
import { livechatSide } from './livechat-side.ts'

/** A desk, somebody who takes its webhooks, and one visitor's client of the vendor's API. */
export type Rig = {
  desk: DeskSide
  told: Awaited<ReturnType<typeof receiver>>
  open(text: string): Promise<void>
  say(text: string): Promise<unknown>
}

const gaps = [5, 5, 5]

export async function deskRig(kind: DeskKind): Promise<Rig> {
  const told = await receiver()
  const made = kind === 'freshchat' ? await freshchatRig() : await livechatRig()
  made.desk.hooks.to(told.url)
  onTestFinished(async () => {
    await made.desk.stop()
    await told.close()
  })
  return { ...made, told }
}

async function freshchatRig(): Promise<Omit<Rig, 'told'>> {
  const freshchat = await startFreshchat({ delivery: { gaps } })
  const client = freshchatClient(freshchat)
  const user = await client.user()
  const messages = (text: string) => [client.say(user, text)]
  return {
    desk: freshchatSide(freshchat),
    async open(text) {
      await client.post('/conversations', {
        channel_id: freshchat.topic.id,
        users: [{ id: user }],
        messages: messages(text),
      })
    },
    say: (text) =>
      client.post(
        `/conversations/${freshchat.conversations.find((one) => one.user === user)?.id}/messages`,
        client.say(user, text),
      ),
  }
}

async function livechatRig(): Promise<Omit<Rig, 'told'>> {
  const livechat = await startLivechat({ delivery: { gaps }, maxChats: 0 })
  const customer = await livechatClient(livechat).customer()
  const chat = () => livechat.chats.find((one) => one.customer === customer.id)?.id
  return {
    desk: livechatSide(livechat),
    async open(text) {
      const known = chat()
      const events = [{ type: 'message', text }]
      await (known
        ? customer.post('resume_chat', { chat: { id: known, access: { group_ids: [0] }, thread: { events } } })
        : customer.start(text))
    },
    say: (text) => customer.say(chat() ?? '', text),
  }
}
