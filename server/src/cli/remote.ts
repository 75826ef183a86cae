import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { err, type Line } from './command.ts'
import { controlPath } from './control-path.ts'
import type { Order } from './dispatch.ts'

const answer = z.union([z.object({ out: z.string() }), z.object({ err: z.string() }), z.object({ exit: z.int() })])

/** Has the running server carry out a command, and gives its exit code; or says that no server is running with this data. */
export async function askServer(data: string, order: Order, say: (line: Line) => void): Promise<number | 'nobody'> {
  const socket = connect(controlPath(data))
  const { promise: connected, resolve } = Promise.withResolvers<NodeJS.ErrnoException | null>()
  socket.once('connect', () => resolve(null))
  socket.once('error', resolve)
  const trouble = await connected
  if (['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(trouble?.code ?? '')) return 'nobody'
  if (trouble) {
    say(err(`✗ The running server does not let this user in (${trouble.code ?? trouble.message}).`))
    say(err('    Run the command as the user that runs the server.'))
    return 1
  }
  // From here on an error only means that the answer ends early.
  socket.on('error', () => socket.destroy())
  socket.write(`${JSON.stringify(order)}\n`)
  for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
    const said = read(line)
    if (!said) continue
    if ('exit' in said) {
      socket.destroy()
      return said.exit
    }
    say(said)
  }
  say(err('✗ The server went away before the command was done.'))
  say(err('    Start it again, and look whether the command had its effect before you repeat it.'))
  return 1
}

function read(line: string): z.infer<typeof answer> | null {
  try {
    return answer.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
