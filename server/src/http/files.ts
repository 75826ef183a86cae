import type { FileId, Ms } from '@baton/shared/ids.ts'
import { type Request, type Response, Router } from 'express'
import type { Clock } from '../clock.ts'
import type { FileRefusal, Files, Opened } from '../files/files.ts'
import { isAllowed, originOf } from '../site/origins.ts'
import type { Registry } from '../site/registry.ts'
import { refuse } from './errors.ts'
import { bodyOf, createUploads } from './uploads.ts'

const statuses: { readonly [code in FileRefusal]: number } = {
  noFiles: 403,
  tooLarge: 413,
  fileType: 415,
  tooMany: 429,
}
/** A page that sends too much gets its answer before it is cut off. */
const lingering: Ms = 2_000

/** Where bytes of visitors come in, and those of anybody go out, each by a link that we signed. */
export function fileRoutes(given: {
  files: Pick<Files, 'expects' | 'receive' | 'open'>
  registry: Pick<Registry, 'site' | 'sites'>
  clock: Pick<Clock, 'now' | 'after'>
  own: string
}): Router {
  const { files, registry, clock, own } = given
  const uploads = createUploads()
  const routes = Router({ caseSensitive: true, strict: true })

  /** Whether the request may come from where it does; then the page may read the answer. */
  function welcome(request: Request, response: Response, expected: Awaited<ReturnType<Files['expects']>>): boolean {
    response.set({ Vary: 'Origin', 'Cache-Control': 'no-store' })
    const origin = originOf(request, own)
    // Of a promise that is over we do not know the site; then the pages of any may read that it is.
    const site = expected && registry.site(expected.site)
    const allowed = expected ? site && isAllowed(site, origin) : registry.sites().some((one) => isAllowed(one, origin))
    if (!allowed || origin === null) return request.headers.origin === undefined
    response.set('Access-Control-Allow-Origin', origin)
    return true
  }

  routes.options('/files/:file/put/:put', async (request, response) => {
    const { file, put } = named(request.params)
    if (!welcome(request, response, await files.expects(file, put))) return refuse(response, 403, 'origin')
    response.set({
      'Access-Control-Allow-Methods': 'PUT',
      'Access-Control-Allow-Headers': 'content-type',
      'Access-Control-Max-Age': '600',
    })
    response.status(204).end()
  })

  routes.put('/files/:file/put/:put', async (request, response) => {
    const { file, put } = named(request.params)
    const expected = await files.expects(file, put)
    if (!welcome(request, response, expected)) return turnAway(request, response, 403, 'origin')
    if (!expected) return turnAway(request, response, 404, 'notFound')
    if (request.headers['content-encoding'] !== undefined) return turnAway(request, response, 415, 'fileType')
    const done = uploads.begin(file, expected.visitor, expected.size)
    if (!done) return later(response, 2, () => turnAway(request, response, 503, 'later'))
    try {
      const body = await bodyOf(request, expected.size, clock)
      if (body === 'cut') return
      if (body === 'tooLarge') return turnAway(request, response, 413, 'tooLarge')
      const result = await files.receive(file, put, body)
      if (result === 'kept') response.status(200).json({})
      else if (result === 'notFound') refuse(response, 404, 'notFound')
      else if (result === 'later') later(response, 10, () => refuse(response, 503, 'later'))
      else refuse(response, statuses[result.refused], result.refused)
    } finally {
      done()
    }
  })

  routes.get('/files/:file/:link/:name', async (request, response) => {
    const { file, link } = named(request.params)
    const found = await files.open(file, link)
    if (found === 'notFound') return refuse(response, 404, 'notFound')
    if (found === 'later') return later(response, 10, () => refuse(response, 503, 'later'))
    response.set({
      'Content-Type': found.type === 'text/plain' ? 'text/plain; charset=utf-8' : found.type,
      'Content-Length': String(found.bytes.length),
      'Content-Disposition': dispositionOf(found),
      'Cache-Control': `private, max-age=${Math.max(0, Math.floor((found.until - clock.now()) / 1_000))}`,
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Accept-Ranges': 'none',
    })
    response.end(found.bytes)
  })

  /** Answers before the whole body is here, and takes no more of it than it takes to be heard. */
  function turnAway(request: Request, response: Response, status: number, code: string): void {
    response.set('Connection', 'close')
    refuse(response, status, code)
    if (request.complete) return
    request.resume()
    const stop = clock.after(lingering, () => request.destroy())
    request.on('close', stop)
  }

  return routes
}

/** Any text may stand there; the store knows only what we named. */
const named = <P extends { file: string }>(params: P) => ({ ...params, file: params.file as FileId })

function later(response: Response, seconds: number, answer: () => void): void {
  response.set({ 'Retry-After': String(seconds), 'Cache-Control': 'no-store' })
  answer()
}

/** Pictures are shown, all else is saved. The plain name is for what knows only that: letters that no header misreads. */
function dispositionOf({ name, type }: Opened): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._ -]/g, '_')
  const whole = encodeURIComponent(name).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  const way = type.startsWith('image/') ? 'inline' : 'attachment'
  return `${way}; filename="${plain}"; filename*=UTF-8''${whole}`
}
