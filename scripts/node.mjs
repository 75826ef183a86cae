import { existsSync } from 'node:fs'
import path from 'node:path'
import { output, root } from './child.mjs'
import { Trouble } from './say.mjs'

const needed = 24 // the first that runs TypeScript as it is and has SQLite without a flag

/** The Node that everything of ours runs under: the running one if it is new enough, else the one from npm's package `node`. */
export async function pickNode(running = process, packaged = path.join(root, 'node_modules', 'node', 'bin', 'node')) {
  if (Number.parseInt(running.versions.node, 10) >= needed) return running.execPath
  const version = existsSync(packaged) ? await output(packaged, ['--version']) : null
  if (version && Number.parseInt(version.slice(1), 10) >= needed) return packaged
  throw new Trouble(
    `Baton needs Node ${needed} or newer; this is ${running.version}, and the copy from npm's package "node" does not run here.\n` +
      `Get Node ${needed} from https://nodejs.org/en/download, or with a version manager: nvm install ${needed} · fnm install ${needed}`,
  )
}

/** The environment in which children find that Node first. NODE and npm_node_execpath may name an older one, so they go. */
export function withNode(node, env) {
  const { NODE, npm_node_execpath, ...rest } = env
  // Compiled code is kept, which halves the time until a server or a command is ready.
  const kept = { NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/compiled'), ...rest }
  return { ...kept, PATH: [path.dirname(node), env.PATH].filter(Boolean).join(path.delimiter) }
}
