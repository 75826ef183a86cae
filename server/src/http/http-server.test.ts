import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { expect, it } from 'vitest'
import { createHttpServer } from './http-server.ts'

it('cuts off a body that takes too long, unless it is a file', async () => {
  const server = createHttpServer(
    (request, response) => {
      request.on('error', () => {})
      request.resume().on('end', () => response.end('whole'))
    },
    { file: 60_000, other: 100 },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const begin = (method: string) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`${method} / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab`)
    return socket
  }
  const file = begin('PUT')
  const slow = begin('POST')
  await once(slow, 'close')
  file.write('cd')
  const [answer] = (await once(file, 'data')) as [Buffer]
  expect(String(answer)).toContain('whole')
  file.destroy()
  server.close()
})
