import { engineUrl, type OpenPipe } from './pipe.ts'

export const openWebSocketPipe: OpenPipe = (origin, path, query, to) => {
  const socket = new WebSocket(engineUrl(origin.replace(/^http/, 'ws'), path, 'websocket', query))
  let over = false
  socket.onmessage = ({ data }) => {
    if (!over && typeof data === 'string') to.packet(data)
  }
  // An error is always followed by a close.
  socket.onclose = () => {
    if (!over) to.closed()
    over = true
  }
  return {
    send(packet) {
      if (socket.readyState === WebSocket.OPEN) socket.send(packet)
    },
    close() {
      over = true
      socket.close()
    },
  }
}
