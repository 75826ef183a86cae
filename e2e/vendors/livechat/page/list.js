import { fillRows, row } from '../../page/sim.js'
import { customerName, state, thread } from './people.js'

const rows = document.querySelector('#conversations')
const none = document.querySelector('#none')

const belongs = {
  open: (chat) => thread(chat).active,
  mine: (chat, me) => thread(chat).active && chat.holder === me,
  queue: (chat) => chat.queue !== null,
  closed: (chat) => !thread(chat).active,
}

const last = (chat) => chat.threads.flatMap((one) => one.events).findLast((event) => event.author !== null)
const changed = (chat) => thread(chat).events.at(-1)?.at ?? thread(chat).at

/** The chats of one tab, latest first; `choose` gets the id of the one that was clicked. */
export function showList(truth, { show, me, current, choose }) {
  const shown = truth.chats
    .filter((chat) => belongs[show](chat, me))
    .sort((a, b) => changed(b).localeCompare(changed(a)))
  fillRows(
    rows,
    none,
    shown.map((chat) =>
      row({
        id: chat.id,
        name: customerName(truth, chat.customer),
        at: changed(chat),
        last: last(chat)?.text || '…',
        unread: chat.unread,
        status: state(truth, chat),
        current: chat.id === current,
        choose,
      }),
    ),
  )
}
