import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './child.mjs'
import { say } from './say.mjs'

export const dist = path.join(root, 'widget/dist')
const kept = 5 // releases whose app files stay served: a page may hold an older baton.js, or an older app may load its next chunk

/**
 * Builds the widget unless this build is already there:
 *   widget/dist/baton.js       the script behind the tag
 *   widget/dist/app/*          the chat, of the last five builds
 *   widget/dist/manifest.json  { app, needs, builds, inputs }: the entry, all that it imports at once (itself included), the
 *                              files of each kept build (newest first), and what it was built from
 */
export async function buildWidget() {
  const inputs = fingerprint()
  const before = readManifest()
  if (before?.inputs === inputs && ['baton.js', ...before.needs].every((file) => existsSync(path.join(dist, file))))
    return
  const begun = performance.now()
  const { build } = await import('vite')
  const { appBuild, loaderBuild } = await import('../vite.config.ts')

  const chat = output(await build(appBuild))
  const app = chat.find((file) => file.isEntry).fileName
  const loader = output(await build(loaderBuild(app)))
  if (loader.length !== 1)
    throw new Error(`The loader must be one file, not ${loader.map((file) => file.fileName).join(', ')}.`)

  const files = chat.map((file) => file.fileName).sort()
  const builds = keep(before?.builds ?? [], files)
  // The files first, then what names them: a server that reads in between finds one whole build or the other.
  for (const file of chat) write(file.fileName, file.code ?? file.source)
  write('baton.js', loader[0].code)
  write('manifest.json', `${JSON.stringify({ app, needs: needs(chat, app), builds, inputs }, null, 2)}\n`)
  const current = new Set(builds.flat())
  for (const file of globSync('app/*', { cwd: dist })) if (!current.has(file)) rmSync(path.join(dist, file))
  say(`Built the widget in ${((performance.now() - begun) / 1000).toFixed(1)} s.`)
}

export function readManifest(folder = dist) {
  const file = path.join(folder, 'manifest.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

/** The files of each build that stays, newest first; building the same again pushes no older one out. */
export function keep(builds, newest) {
  return [newest, ...builds.filter((files) => files.join() !== newest.join())].slice(0, kept)
}

/** Content and not time: a checkout makes every file new, and a deleted file has no time. */
function fingerprint() {
  const sources = ['{widget,shared}/src/**/*.*', '{widget,shared}/package.json', 'vite.config.ts', 'pnpm-lock.yaml']
  const hash = createHash('sha256')
  for (const file of globSync(sources, { cwd: root, exclude: ['**/*.test.*'] }).sort()) {
    hash.update(`${file}\n`).update(readFileSync(path.join(root, file)))
  }
  return hash.digest('hex')
}

/** Vite answers a list for a library, and one build otherwise. */
function output(built) {
  return [built].flat()[0].output
}

function needs(output, entry) {
  const files = new Set([entry])
  for (const name of files) for (const next of output.find((file) => file.fileName === name).imports) files.add(next)
  return [...files]
}

function write(name, content) {
  const file = path.join(dist, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, content)
  renameSync(`${file}.new`, file)
}

// argv keeps a folder's symbolic name, and the module knows its real one.
if (realpathSync(process.argv[1]) === import.meta.filename) await buildWidget()
