import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A socket's path may have so many bytes on every system that has such sockets (macOS: 104). */
const longest = 100

/** Where the server that uses this data listens for its owner's commands. */
export function controlPath(data: string): string {
  const short = createHash('sha256').update(path.resolve(data)).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\baton-${short}`
  const own = path.join(path.resolve(data), 'control.sock')
  return Buffer.byteLength(own) <= longest ? own : path.join(tmpdir(), `baton-${short}.sock`)
}
