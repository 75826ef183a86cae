import { fillRows, row } from '../../page/sim.js'
import { holder, userName } from './people.js'

const rows = document.querySelector('#conversations')
const none = document.querySelector('#none')

/** The conversations of one tab, latest first; `choose` gets the id of the one that was clicked. */
export function showList(truth, { show, me, current, choose }) {
  const shown = truth.conversations
    .filter((one) => (show === 'resolved') === (one.status === 'resolved') && (show !== 'mine' || one.agent === me))
    .sort((a, b) => b.updated.localeCompare(a.updated))
  fillRows(
    rows,
    none,
    shown.map((one) =>
      row({
        id: one.id,
        name: userName(truth, one.user),
        at: one.updated,
        last: one.messages.findLast((message) => message.type !== 'system')?.text || 'Attachment',
        unread: one.unread,
        status: `${one.status} · ${holder(truth, one)}`,
        current: one.id === current,
        choose,
      }),
    ),
  )
}
