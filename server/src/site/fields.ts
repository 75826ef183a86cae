import type { Ms } from '@baton/shared/ids.ts'
import { field, list, plainText, text, Wrong } from '../yaml-fields.ts'

/** A secret by its name; the value is in the store, sealed, and never in a file. */
export type SecretRef = { secret: string }

export const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

export const name = (example: string) =>
  text({
    most: 40,
    mend: `Use up to 40 small letters, digits and hyphens, for example ${example}.`,
    fits: (given) => namePattern.test(given),
  })

const secretMend = (example: string) =>
  `Write { secret: ${example} }, and give its value with: npm run baton -- secret set ${example}`

export const secret = (example: string) => field((value) => secretRef(value, example))

/** One, or two while one is being replaced. */
export const secrets = (example: string) =>
  field((value): SecretRef[] | Wrong => {
    const refs = (Array.isArray(value) ? value : [value]).map((one) => secretRef(one, example))
    const wrong = refs.find((ref) => ref instanceof Wrong)
    if (wrong instanceof Wrong) return wrong
    if (refs.length < 1 || refs.length > 2)
      return new Wrong('must be one secret, or two while one is being replaced.', secretMend(example))
    return refs as SecretRef[]
  })

/** Names nothing of what stands there instead: it is likely a token. */
function secretRef(value: unknown, example: string): SecretRef | Wrong {
  if (value === undefined || value === null) return new Wrong('is missing.', secretMend(example))
  if (typeof value !== 'object' || Array.isArray(value)) {
    return new Wrong(
      'holds the secret itself, which must never stand in a file.',
      `${secretMend(example)}. Then treat the one in the file as known to others: replace it.`,
    )
  }
  const given = (value as Partial<SecretRef>).secret
  if (Object.keys(value).length !== 1 || typeof given !== 'string' || !namePattern.test(given)) {
    return new Wrong('must name a secret: up to 40 small letters, digits and hyphens.', secretMend(example))
  }
  return { secret: given }
}

const units: { [unit: string]: Ms } = { s: 1_000, m: 60_000, h: 3_600_000 }

export const duration = ({ least, most, example }: { least: Ms; most: Ms; example: string }) =>
  field((value): Ms | Wrong => {
    const mend = `Write a number with s, m or h, from ${least / 1000}s to ${most / 3_600_000}h, for example ${example}.`
    const [, digits, unit] = (typeof value === 'string' && /^(\d{1,6}) ?([smh])$/.exec(value.trim())) || []
    if (!digits || !unit) return new Wrong('is not a time span.', mend)
    const span = Number(digits) * (units[unit] ?? 0)
    return span >= least && span <= most ? span : new Wrong('is too short or too long.', mend)
  })

export const color = field((value): string | Wrong => {
  const mend = 'Write it in quotes, # begins a comment otherwise: "#0b5fff".'
  if (value === null) return new Wrong('is empty.', mend)
  return typeof value === 'string' && /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(value)
    ? value.toLowerCase()
    : new Wrong('is not a colour.', mend)
})

export const language = text({
  most: 35,
  mend: 'Write a language tag, for example en or pt-BR.',
  fits: (given) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(given),
})

/** Exactly what a browser says in `Origin`: scheme, host and port. */
const origin = field((value): string | Wrong => {
  const mend = 'Write scheme and host as the browser shows them, for example https://www.acme.com; each one on its own.'
  const given = plainText(value, mend)
  if (given instanceof Wrong) return given
  if (given.includes('*')) return new Wrong('holds a *, and anybody could speak for your visitors then.', mend)
  const url = URL.parse(given)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || !url.hostname)
    return new Wrong('is not the origin of a page.', mend)
  if (url.username || url.password) return new Wrong('holds a user name.', mend)
  if (url.pathname !== '/' || url.search || url.hash || /[?#]$/.test(given)) return new Wrong('holds a path.', mend)
  return url.origin
})

export const origins = list(origin, { least: 1, most: 50 }).transform((given) => [...new Set(given)])

/** An address without a user name in it; unencrypted only to this machine. */
export const webAddress = ({
  mend,
  path,
  schemes = ['https:', 'http:'],
}: {
  mend: string
  path: boolean
  schemes?: string[]
}) =>
  field((value): string | Wrong => {
    const given = plainText(value, mend)
    if (given instanceof Wrong) return given
    const url = URL.parse(given)
    if (!url || !schemes.includes(url.protocol) || !url.hostname) return new Wrong('is not a web address.', mend)
    const bad = unsafe(url, mend)
    if (bad) return bad
    if (!path && (url.pathname !== '/' || url.search || url.hash)) return new Wrong('holds a path.', mend)
    return path ? url.href : url.href.replace(/\/$/, '')
  })

export function unsafe(url: URL, mend: string): Wrong | null {
  if (url.username || url.password) return new Wrong('holds a user name or password.', mend)
  if (
    (url.protocol === 'http:' || url.protocol === 'ws:') &&
    !/^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(url.hostname)
  ) {
    const secure = url.protocol === 'ws:' ? 'wss' : 'https'
    return new Wrong(`is not ${secure}, which only this machine itself may do without.`, mend)
  }
  return null
}
