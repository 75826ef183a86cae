// long because every way in which a peer can fail is told here.
import type { RequestListener } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import type { OutgoingLimits } from './undici.ts'
import { createOutgoing } from './undici.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function outgoing(limits?: OutgoingLimits) {
  const made = createOutgoing({ clock: systemClock, ...(limits && { limits }) })
  closing.push(() => made.close())
  return made
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function serveTcp(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  }).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('outgoing calls', () => {
  it('gives the whole answer whatever its status, and sends an object as JSON', async () => {
    const url = await serve((request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += chunk))
      request.on('end', () => response.writeHead(418, { 'x-seen': `${request.headers['content-type']}` }).end(body))
    })
    const answer = await outgoing().call({ method: 'POST', url: `${url}/a?b=c`, body: { text: 'é' } })
    expect(answer).toMatchObject({ kind: 'answered', status: 418 })
    if (answer.kind !== 'answered') return
    expect(answer.headers.get('x-seen')).toBe('application/json')
    expect(Buffer.from(answer.bytes).toString()).toBe('{"text":"é"}')
  })

  it('sends a form as a form', async () => {
    const url = await serve((request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += chunk))
      request.on('end', () => response.end(`${request.headers['content-type']} ${body}`))
    })
    const form = new FormData()
    form.set('file', new Blob(['hello'], { type: 'text/plain' }), 'a.txt')
    const answer = await outgoing().call({ method: 'POST', url, body: form })
    expect(answer.kind === 'answered' && Buffer.from(answer.bytes).toString()).toMatch(
      /multipart\/form-data; boundary=[\s\S]*hello/,
    )
  })

  it('says that nothing was sent when nobody listens', async () => {
    const url = await serve(() => {})
    await closing.pop()?.()
    expect(await outgoing().call({ method: 'POST', url, body: {} })).toEqual({
      kind: 'notSent',
      code: 'connection-refused',
    })
  })

  it('says that nothing was sent when the name is unknown', async () => {
    const answer = await outgoing().call({ method: 'POST', url: 'https://no-such-host.invalid/', body: {} })
    expect(answer).toEqual({ kind: 'notSent', code: 'dns' })
  })

  it('calls a reset after the request left lost, for every way in which the answer can be cut', async () => {
    for (const bytes of ['', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"id"']) {
      const url = await serveTcp((socket) =>
        socket.once('data', () => socket.write(bytes, () => socket.resetAndDestroy())),
      )
      expect(await outgoing().call({ method: 'POST', url, body: {} })).toMatchObject({ kind: 'lost' })
    }
  })

  it('ends a call that never answers and one that drips after the total time, as lost', async () => {
    const silent = await serveTcp(() => {})
    const drip = await serveTcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n')
      const timer = setInterval(() => socket.write('x'), 10)
      socket.on('close', () => clearInterval(timer))
    })
    const { call } = outgoing({ total: 150 })
    expect(await call({ method: 'GET', url: silent })).toEqual({ kind: 'lost', code: 'timeout' })
    expect(await call({ method: 'GET', url: drip })).toEqual({ kind: 'lost', code: 'timeout' })
  })

  it('says that nothing was sent when the time is up before a socket was free', async () => {
    let seen = 0
    const url = await serve(() => {
      seen += 1
    })
    const { call } = outgoing({ total: 200, socketsPerHost: 1 })
    const first = call({ method: 'POST', url, body: {} })
    const second = call({ method: 'POST', url, body: {}, total: 100 })
    expect(await second).toEqual({ kind: 'notSent', code: 'timeout' })
    expect(await first).toEqual({ kind: 'lost', code: 'timeout' })
    expect(seen).toBe(1)
  })

  it('takes an answer of the limit and not one byte more, declared, undeclared or packed', async () => {
    const limit = 1000
    const url = await serve((request, response) => {
      const body = Buffer.alloc(Number(request.url?.slice(2)), 'x')
      switch (request.url?.[1]) {
        case 'd':
          return void response.end(body)
        case 'u':
          response.flushHeaders()
          return void response.end(body)
        default:
          return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body))
      }
    })
    const { call } = outgoing({ bytes: limit })
    for (const way of ['d', 'u', 'z']) {
      expect(await call({ method: 'GET', url: `${url}/${way}${limit}` }), way).toMatchObject({
        kind: 'answered',
        bytes: Buffer.alloc(limit, 'x'),
      })
      expect(await call({ method: 'GET', url: `${url}/${way}${limit + 1}` }), way).toEqual({
        kind: 'lost',
        code: 'too-large',
      })
    }
  })

  it('stops a small answer that unpacks to far more', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000))
    const url = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    expect(await outgoing().call({ method: 'GET', url })).toEqual({ kind: 'lost', code: 'too-large' })
  })

  it('follows no redirect', async () => {
    let visits = 0
    const url = await serve((_request, response) => {
      visits += 1
      response.writeHead(302, { location: '/other' }).end()
    })
    expect(await outgoing().call({ method: 'GET', url })).toMatchObject({ kind: 'answered', status: 302 })
    expect(visits).toBe(1)
  })

  it('refuses plain http but to this machine, and addresses with a user in them', async () => {
    const { call } = outgoing()
    for (const url of [
      'http://example.com/',
      'http://10.0.0.1/',
      'ftp://127.0.0.1/',
      'file:///etc/passwd',
      'data:text/plain,x',
    ]) {
      expect(await call({ method: 'GET', url }), url).toEqual({ kind: 'notSent', code: 'not-https' })
    }
    expect(await call({ method: 'GET', url: 'https://u:p@example.com/' })).toEqual({ kind: 'notSent', code: 'bad-url' })
    expect(await call({ method: 'GET', url: 'nonsense' })).toEqual({ kind: 'notSent', code: 'bad-url' })
  })

  it('reaches no private address by a URL that a stranger chose, in any spelling', async () => {
    let visits = 0
    const local = await serve((_request, response) => {
      visits += 1
      response.end()
    })
    const { call } = outgoing({ connect: 300, total: 300 })
    const port = new URL(local).port
    const urls = [
      local,
      `https://127.0.0.1:${port}/`,
      `https://localhost:${port}/`,
      'https://localhost/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://0177.0.0.1/',
      'https://10.1.2.3/',
      'https://172.31.0.1/',
      'https://192.168.1.1/',
      'https://100.64.0.1/',
      'https://169.254.169.254/latest/meta-data/',
      'https://168.63.129.16/',
      'https://0.0.0.0/',
      'https://255.255.255.255/',
      'https://[::1]/',
      'https://[::]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:a9fe:a9fe]/',
      'https://[64:ff9b::7f00:1]/',
      'https://[2002:7f00:1::]/',
      'https://[2001::1]/',
      'https://[fd00:ec2::254]/',
      'https://[fe80::1]/',
      'https://example.com:8443/',
    ]
    for (const url of urls) {
      expect(await call({ method: 'GET', url, chosenBy: 'stranger' }), url).toMatchObject({
        kind: 'notSent',
        code: expect.stringMatching(/address-refused|not-https/),
      })
    }
    expect(visits).toBe(0)
  })

  it('lets a stranger name this machine only where the desk itself is there', async () => {
    const url = await serve((_request, response) => response.end('face'))
    const { call } = outgoing()
    expect(await call({ method: 'GET', url, chosenBy: 'stranger', loopback: true })).toMatchObject({ kind: 'answered' })
    expect(await call({ method: 'GET', url: 'https://10.0.0.1/', chosenBy: 'stranger', loopback: true })).toEqual({
      kind: 'notSent',
      code: 'address-refused',
    })
  })

  it('opens at most as many sockets to a host as it may, and uses them again', async () => {
    const sockets = new Set<Socket>()
    let most = 0
    let now = 0
    const url = await serve((request, response) => {
      sockets.add(request.socket)
      now += 1
      most = Math.max(most, now)
      setImmediate(() => {
        now -= 1
        response.end()
      })
    })
    const { call } = outgoing({ socketsPerHost: 3 })
    await Promise.all(Array.from({ length: 20 }, () => call({ method: 'GET', url })))
    expect(most).toBeLessThanOrEqual(3)
    expect(sockets.size).toBeLessThanOrEqual(3)
  })
})
