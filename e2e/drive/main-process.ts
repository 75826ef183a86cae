import path from 'node:path'
import { type ServerProcess, startProcess } from './server-process.ts'
import { waitFor } from './waiting.ts'

/** The real server, main.ts under plain Node, as `npm run serve` starts it. */
export interface MainProcess extends ServerProcess {
  /** `http://127.0.0.1:<port>`. */
  readonly address: string
}

export type MainOptions = {
  /** The folder of its data: the same again after a restart. */
  data: string
  secretKey: string
  /** Default 0: a free one. */
  port?: number
  /** What else the environment says, as design.md §7 names it. */
  env?: Record<string, string>
  /** How long a start may take, in ms. Default 20,000: machines are shared. */
  within?: number
}

/** Resolves when it takes visitors; rejects with what it printed when it does not. */
export async function startMain({
  data,
  secretKey,
  port = 0,
  env = {},
  within = 20_000,
}: MainOptions): Promise<MainProcess> {
  const running = startProcess({
    entry: path.resolve(import.meta.dirname, '../../server/src/main.ts'),
    env: { BATON_DATA: data, BATON_SECRET_KEY: secretKey, HOST: '127.0.0.1', PORT: String(port), ...env },
  })
  try {
    await waitFor(
      'the server says that it is ready',
      () => addressIn(running.lines) !== null || !running.running,
      within,
    )
    const address = addressIn(running.lines)
    if (address === null) throw new Error('it ended')
    await waitFor(
      'its health',
      async () => (await fetch(`${address}/health/ready`).catch(() => null))?.ok === true,
      within,
    )
    return Object.assign(running, { address })
  } catch (error) {
    await running.kill()
    throw new Error(`the server did not start:\n${running.lines.slice(-20).join('\n')}`, { cause: error })
  }
}

function addressIn(lines: readonly string[]): string | null {
  for (const line of lines) {
    const [, port] = /"port":(\d+).*"msg":"ready"/.exec(line) ?? []
    if (port) return `http://127.0.0.1:${port}`
  }
  return null
}
