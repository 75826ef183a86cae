const form = document.querySelector('#composer')
const reply = document.querySelector('#reply')
const note = document.querySelector('#private')
const file = document.querySelector('#file')

/** The form under a thread: Enter sends, a note looks like one, files go as base64. */
export function compose({ send, attach }) {
  function sendNow() {
    const text = reply.value.trim()
    if (text === '') return
    reply.value = ''
    void send(text, note.checked)
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    sendNow()
  })
  reply.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    sendNow()
  })
  note.addEventListener('change', () => {
    form.classList.toggle('noting', note.checked)
    reply.placeholder = note.checked ? 'Only your colleagues will read this' : 'Write a reply'
  })
  file.addEventListener('change', async () => {
    const [chosen] = file.files
    if (!chosen) return
    const bytes = new Uint8Array(await chosen.arrayBuffer())
    const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    await attach({ name: chosen.name, type: chosen.type || 'application/octet-stream', base64 })
    file.value = ''
  })
}
