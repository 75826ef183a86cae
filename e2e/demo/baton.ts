import { spawn } from 'node:child_process'
import path from 'node:path'

const server = path.resolve(import.meta.dirname, '../../server/src')
/** The budget is a second; a cold, busy machine may take longer. */
const readyWithin = 30_000

type Env = { [name: string]: string | undefined }

/** Ends the demo when another server is there: what follows would set that one up. */
export async function refuseSecond(url: string): Promise<void> {
  if (await isReady(url)) {
    process.stderr.write(
      `A Baton server runs at ${url} already. Stop it, or take another port and folder:\n  PORT=3100 BATON_DATA=./data-2 npm start\n`,
    )
    process.exit(1)
  }
}

/** The real server as a process of its own. */
export async function startBaton(env: Env, url: string): Promise<{ stop(): Promise<void>; ended: Promise<number> }> {
  const child = spawn(process.execPath, [path.join(server, 'main.ts')], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  const until = Date.now() + readyWithin
  let code: number | null = null
  void ended.then((exit) => {
    code = exit
  })
  for (;;) {
    // The server has said what is wrong.
    if (code !== null) process.exit(code)
    if (await isReady(url)) break
    if (Date.now() > until) throw new Error(`The server is not ready after ${readyWithin / 1000} s.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    ended,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** One owner's command, as `npm run baton -- …` runs it. Rejects with all that it printed when it fails. */
export function runBaton(
  env: Env,
  args: string[],
  {
    input = '',
    heard,
  }: { input?: string /** Called with all that it printed so far. */; heard?: (said: string) => void } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(server, 'cli/baton.ts'), ...args], {
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk
        heard?.(said)
      })
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`baton ${args.join(' ')} failed:\n${said}`)),
    )
    child.stdin.end(input)
  })
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok
  } catch {
    return false
  }
}
