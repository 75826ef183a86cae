import { once } from 'node:events'
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { isMainThread } from 'node:worker_threads'
import type { Logger } from 'pino'
import { z } from 'zod'
import { err, type OwnerDeps, type Told } from './command.ts'
import { controlPath } from './control-path.ts'
import { dispatch, type Order } from './dispatch.ts'

/** A site file with its bot file, twice over. */
const longestOrder = 4 * 1024 * 1024
/** An owner's command says what it wants at once; whoever does not is no owner. */
const patience = 10_000

const orderShape = z.object({ command: z.string(), args: z.unknown() })

export type Control = { close(): Promise<void> }

/**
 * Takes the owner's commands for a running server on a socket in its data folder, which only this user may open. One line of
 * JSON asks: {"command", "args"}. Lines of JSON answer: {"out"} or {"err"}, and {"exit"} at the end.
 * Null: another server of this machine has the same data folder and takes them, or the folder does not take a socket.
 */
export async function startControl({
  data,
  deps,
  logger,
}: {
  data: string
  deps: OwnerDeps
  logger: Logger
}): Promise<Control | null> {
  const at = controlPath(data)
  if (await answers(at)) {
    logger.warn({ at }, 'another server takes the owner’s commands for this data folder')
    return null
  }

  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    // An owner who leaves in the middle is no trouble of the server's.
    socket.on('error', () => socket.destroy())
    serve(socket, deps, logger).catch((error: unknown) => {
      logger.error({ error }, 'an owner’s command broke off')
      socket.end(
        `${JSON.stringify(err('✗ The command broke off: a bug of Baton. The server’s log says more.'))}\n${JSON.stringify({ exit: 1 })}\n`,
      )
    })
  })
  try {
    await listenPrivately(server, at, data)
  } catch (error) {
    // Visitors need none of this: a read-only data folder must not keep them out.
    logger.error({ error }, 'the owner’s commands cannot be taken: the data folder does not take a socket')
    return null
  }
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

async function listenPrivately(server: Server, at: string, data: string): Promise<void> {
  mkdirSync(path.resolve(data), { recursive: true })
  if (process.platform !== 'win32') rmSync(at, { force: true })
  // The file must never be open to others, not even between its making and a chmod.
  const mask = isMainThread ? process.umask(0o177) : null
  server.listen(at)
  if (mask !== null) process.umask(mask)
  await once(server, 'listening')
  if (process.platform !== 'win32') chmodSync(at, 0o600)
}

async function serve(socket: Socket, deps: OwnerDeps, logger: Logger): Promise<void> {
  const order = await orderFrom(socket)
  if (!order) {
    socket.end(`${JSON.stringify(err('✗ The command could not be read.'))}\n${JSON.stringify({ exit: 1 })}\n`)
    return
  }
  logger.info({ command: order.command }, 'an owner’s command')
  const gone = new AbortController()
  socket.once('close', () => gone.abort())
  const told: Told = dispatch({ ...deps, gone: gone.signal }, order)
  for (;;) {
    const next = await told.next()
    if (next.done) {
      socket.end(`${JSON.stringify({ exit: next.value })}\n`)
      return
    }
    // What was begun is finished even if nobody listens any more.
    if (socket.writable) socket.write(`${JSON.stringify(next.value)}\n`)
  }
}

async function orderFrom(socket: Socket): Promise<Order | null> {
  const line = await firstLine(socket)
  // From here on only whether it is still there matters; what else it sends is not read.
  socket.resume()
  try {
    const { data } = orderShape.safeParse(JSON.parse(line ?? ''))
    return data ? { command: data.command, args: data.args } : null
  } catch {
    return null
  }
}

/** Null: it ended, broke off, was too long or took too long. */
async function firstLine(socket: Socket): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  socket.setTimeout(patience, () => socket.destroy())
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > longestOrder) return null
      chunks.push(chunk)
      if (!chunk.includes(10)) continue
      socket.setTimeout(0)
      return Buffer.concat(chunks).toString().split('\n', 1)[0] ?? null
    }
    return null
  } catch {
    return null
  }
}

/** Whether somebody listens there; a file that a dead server left behind is nobody. */
function answers(at: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(at)
  socket.once('connect', () => {
    socket.destroy()
    resolve(true)
  })
  socket.once('error', () => resolve(false))
  return promise
}
