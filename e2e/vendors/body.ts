import type { Request as HttpRequest } from 'express'
/** One file of a multipart form. */
export type Upload = { name: string; type: string; bytes: Uint8Array }

export type Body = {
  json: unknown
  uploads: Map<string, Upload> | null
  /** Why the body cannot be read, if so. */
  wrong: string | null
}

/** Reads what express.raw left: JSON, or a multipart form by the platform's own parser. */
export async function readBody(request: HttpRequest): Promise<Body> {
  const raw: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const type = request.headers['content-type'] ?? ''
  if (raw.length === 0) return { json: null, uploads: null, wrong: null }
  if (type.startsWith('multipart/form-data')) {
    try {
      return { json: null, uploads: await files(raw, type), wrong: null }
    } catch {
      return { json: null, uploads: null, wrong: 'the multipart body cannot be read' }
    }
  }
  if (!type.startsWith('application/json')) {
    return { json: null, uploads: null, wrong: 'the Content-Type must be application/json' }
  }
  try {
    return { json: JSON.parse(raw.toString()), uploads: null, wrong: null }
  } catch {
    return { json: null, uploads: null, wrong: 'the body is not JSON' }
  }
}

async function files(raw: Buffer, type: string): Promise<Map<string, Upload>> {
  const form = await new Response(new Uint8Array(raw), { headers: { 'Content-Type': type } }).formData()
  const uploads = new Map<string, Upload>()
  for (const [field, value] of form) {
    const blob = typeof value === 'string' ? new Blob([value]) : value
    const bytes = new Uint8Array(await blob.arrayBuffer())
    uploads.set(field, { name: value instanceof File ? value.name : field, type: blob.type, bytes })
  }
  return uploads
}
