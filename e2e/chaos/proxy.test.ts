import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createDice } from '../drive/dice.ts'
import { waitFor } from '../drive/waiting.ts'
import { type Fault, roughLine, startProxy } from './proxy.ts'

it('passes everything on, both ways, in order', async () => {
  const { say } = await through({ kind: 'none' })
  const client = await say(['one ', 'two ', 'three'])
  await waitFor('the echo', () => client.heard() === 'one two three')
})

it('holds each piece back by the latency and keeps the order', async () => {
  const { say } = await through({ kind: 'latency', ms: 40, jitter: 30 })
  const began = performance.now()
  const client = await say(['1', '2', '3', '4'])
  await waitFor('the echo', () => client.heard() === '1234')
  expect(performance.now() - began).toBeGreaterThan(60)
})

it('ends a connection after its time', async () => {
  const { say } = await through({ kind: 'cut', after: 30 })
  const client = await say(['hello'])
  await waitFor('the end', () => client.ended())
  expect(client.heard()).toBe('hello')
})

it('resets in the middle of a piece when so many bytes have passed', async () => {
  const { say, atServer } = await through({ kind: 'reset', bytes: 5 })
  const client = await say(['1234567890'])
  await waitFor('the reset', () => client.ended())
  expect(client.error()).toBe('ECONNRESET')
  expect('1234567890'.startsWith(atServer())).toBe(true)
  expect(atServer().length).toBeLessThanOrEqual(5)
})

it('drops one direction and leaves the other one alone', async () => {
  const deaf = await through({ kind: 'oneWay', drop: 'down', after: 0 })
  const client = await deaf.say(['to the server'], 20)
  await waitFor('the words at the server', () => deaf.atServer() === 'to the server')
  expect(client.heard()).toBe('')
  expect(client.ended()).toBe(false)
})

it('falls silent and then resets, as a black hole does', async () => {
  const hole = await through({ kind: 'blackHole', after: 0, lasts: 60 })
  const client = await hole.say(['anybody there?'], 20)
  await waitFor('the reset', () => client.ended())
  expect(hole.atServer()).toBe('')
})

it('lets only so many bytes pass in a second', async () => {
  const { say } = await through({ kind: 'throttle', bytesPerSecond: 20_000 })
  const began = performance.now()
  const client = await say(['x'.repeat(2_000)])
  await waitFor('the echo', () => client.heard().length === 2_000)
  expect(performance.now() - began).toBeGreaterThan(150)
})

it('resets who comes while nobody is there, and finds the server at its new port', async () => {
  const { proxy, say, port } = await through({ kind: 'none' })
  proxy.to(null)
  const early = await say(['x'])
  await waitFor('the refusal', () => early.ended())
  proxy.to(port)
  const late = await say(['y'])
  await waitFor('the echo', () => late.heard() === 'y')
})

it('throws the same faults for the same seed', () => {
  const faults = (seed: number) => Array.from({ length: 50 }, (_, n) => roughLine(createDice(seed).fork(`line ${n}`)))
  expect(faults(7)).toEqual(faults(7))
  expect(faults(7)).not.toEqual(faults(8))
  expect(new Set(faults(7).map(({ kind }) => kind)).size).toBeGreaterThan(4)
})

async function through(fault: Fault) {
  let atServer = ''
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (piece) => {
      atServer += piece.toString()
      socket.write(piece)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const proxy = await startProxy()
  proxy.to(port)
  proxy.faults(() => fault)
  onTestFinished(async () => {
    await proxy.close()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    proxy,
    port,
    atServer: () => atServer,
    say: (pieces: string[], after = 0) => client(proxy.port, pieces, after),
  }
}

async function client(port: number, pieces: string[], after: number) {
  let heard = ''
  let ended = false
  let error: string | null = null
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  socket.on('data', (piece) => {
    heard += piece.toString()
  })
  socket.on('error', (why: NodeJS.ErrnoException) => {
    error = why.code ?? null
  })
  socket.on('close', () => {
    ended = true
  })
  onTestFinished(() => void socket.destroy())
  await new Promise((resolve) => setTimeout(resolve, after))
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return { heard: () => heard, ended: () => ended, error: () => error }
}
