import { join } from 'node:path'
import type { Router } from 'express'
import express from 'express'

/** The agent page at `/sim`: a vendor's own files and the shared ones, also under the paths by which they import each other. */
export function pages(vendor: string): Router {
  const own = express.static(join(import.meta.dirname, vendor, 'page'))
  const shared = express.static(join(import.meta.dirname, 'page'))
  return express.Router().use(`/${vendor}/page`, own).use('/page', shared).use(own).use(shared)
}
