import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Request, Response } from 'express'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** The built widget: the script behind the tag, and the files of the app, which never change under their names. */
export interface ScriptFiles {
  /** `/baton.js`. False: not built. */
  script(request: Request, response: Response): Promise<boolean>
  /** `/app/<name>`. False: no such file. */
  app(name: string, request: Request, response: Response): Promise<boolean>
  /** Path of the app to use now; null: not built. */
  current(): Promise<string | null>
}

type Kept = { etag: string; type: string; plain: Buffer; br: Buffer; gzip: Buffer }

/** How long a browser may use an old script: what a new release waits for (design.md §4). */
const scriptSeconds = 300
const types: { [extension: string]: string } = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** `folder`: what the build has written. Files are read and compressed once; the script again when it was built anew. */
export function createScriptFiles(folder: string): ScriptFiles {
  const kept = new Map<string, Kept>()

  async function load(file: string): Promise<Kept | null> {
    const type = types[path.extname(file)]
    if (!type) return null
    const plain = await readFile(path.join(folder, file)).catch(() => null)
    if (!plain) return null
    const etag = createHash('sha256').update(plain).digest('base64url').slice(0, 20)
    const known = kept.get(file)
    if (known?.etag === etag) return known
    const made = { etag, type, plain, br: await brotli(plain), gzip: await zip(plain) }
    kept.set(file, made)
    return made
  }

  return {
    async script(request, response) {
      const file = await load('baton.js')
      if (file) hand(file, `public, max-age=${scriptSeconds}`, request, response)
      return file !== null
    },
    async app(name, request, response) {
      if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}$/.test(name)) return false
      const file = kept.get(`app/${name}`) ?? (await load(`app/${name}`))
      if (file) hand(file, 'public, max-age=31536000, immutable', request, response)
      return file !== null
    },
    async current() {
      const manifest = await readFile(path.join(folder, 'manifest.json'), 'utf8').catch(() => null)
      const app: unknown = manifest === null ? null : (JSON.parse(manifest) as { app?: unknown }).app
      return typeof app === 'string' ? `/${app}` : null
    },
  }
}

function hand(file: Kept, cache: string, request: Request, response: Response): void {
  // Browsers name gzip first and like both as much.
  const encoding = request.acceptsEncodings('br') || request.acceptsEncodings('gzip') || 'identity'
  const etag = `"${file.etag}-${encoding}"`
  response.set({
    'Content-Type': file.type,
    'Cache-Control': cache,
    ETag: etag,
    Vary: 'Accept-Encoding',
    // Any page embeds these, as a script and as modules; there is nothing of anybody in them.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Access-Control-Allow-Origin': '*',
  })
  if (request.fresh) {
    response.status(304).end()
    return
  }
  if (encoding !== 'identity') response.set('Content-Encoding', encoding)
  response.end(encoding === 'br' ? file.br : encoding === 'gzip' ? file.gzip : file.plain)
}
