import path from 'node:path'
import { databaseMistake, keyMistake, loopback, proxyMistake, urlOf } from './config-values.ts'
import { nearest } from './mistakes.ts'

/** What the environment says, checked; nothing else reads the environment. */
export type Config = Readonly<{
  port: number
  host: string
  /** Where browsers and desks reach this server: scheme and host, no slash at the end. */
  publicUrl: string
  /** Absolute. Its folder is made by whoever writes there first. */
  data: string
  /** SQLite in that folder, or PostgreSQL. */
  database: Readonly<{ data: string } | { url: string }>
  /** The first seals, all open. */
  secretKeys: readonly [string, ...string[]]
  /** As Express takes it: false, how many proxies, or which addresses. */
  trustProxy: false | number | readonly string[]
  smtpUrl: string | null
  /** Who says whether a file is clean; null: nobody is asked. */
  fileScanner: string | null
  logLevel: LogLevel
  /** When a call to a desk whose answer was lost is looked for, counted from the loss; after the last one it is made again. */
  lookUps: readonly number[]
  /** Between two looks at an open handoff, in ms; none while webhooks come. */
  lookEvery: number
  demo: boolean
}>

export type LogLevel = (typeof logLevels)[number]
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type ConfigMistake = { variable: string; wrong: string; mend: string }
export type Environment = Readonly<Record<string, string | undefined>>

/** `key`: the key of a demo, made and kept in the data folder; asked only in a demo without BATON_SECRET_KEY. */
export type ConfigHelp = { demoKey(data: string): string }

/** Every mistake at once, or the whole. Values that may be secret are in no message. */
export function readConfig(
  env: Environment,
  help: ConfigHelp,
): { config: Config; mistakes?: never } | { config?: never; mistakes: ConfigMistake[] } {
  const mistakes: ConfigMistake[] = [...misspelled(env)]
  const given = (variable: Variable): string | null => env[variable]?.trim() || null
  const wrong = (variable: Variable, what: string, mend: string) => void mistakes.push({ variable, wrong: what, mend })

  const demo = flag(given('BATON_DEMO'))
  if (demo === null) wrong('BATON_DEMO', 'is neither on nor off.', 'Write BATON_DEMO=1, or leave it out.')

  const port = portOf(given('PORT'))
  if (port === null) wrong('PORT', 'is not a port.', 'Write a number from 0 to 65535, for example PORT=3000.')

  const host = given('HOST') ?? (demo ? '127.0.0.1' : '0.0.0.0')
  if (!/^[A-Za-z0-9.:_-]{1,255}$/.test(host)) {
    wrong(
      'HOST',
      'is not a host.',
      'Write an address of this machine, for example HOST=127.0.0.1; with no scheme and no port.',
    )
  }

  const publicUrl = publicUrlOf(given('BATON_PUBLIC_URL') ?? `http://localhost:${port ?? 3000}`)
  if (typeof publicUrl !== 'string') wrong('BATON_PUBLIC_URL', publicUrl.wrong, publicUrl.mend)

  const data = path.resolve(given('BATON_DATA') ?? 'data')
  const databaseUrl = given('BATON_DATABASE_URL')
  const badDatabase = databaseUrl && databaseMistake(databaseUrl)
  if (badDatabase) wrong('BATON_DATABASE_URL', badDatabase.wrong, badDatabase.mend)

  const secretKeys = (given('BATON_SECRET_KEY') ?? '')
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '')
  if (secretKeys.length === 0 && !demo) {
    wrong(
      'BATON_SECRET_KEY',
      'is missing.',
      'Make one with `openssl rand -base64 32` and keep it safe: without it the stored secrets are lost.',
    )
  }
  for (const key of secretKeys) {
    const bad = keyMistake(key)
    if (bad) wrong('BATON_SECRET_KEY', bad, 'Make one with `openssl rand -base64 32`.')
  }

  const proxies = proxiesOf(given('BATON_TRUST_PROXY'))
  if (!('trust' in proxies)) wrong('BATON_TRUST_PROXY', proxies.wrong, proxies.mend)

  const smtpUrl = given('BATON_SMTP_URL')
  if (smtpUrl && !urlOf(smtpUrl, 'smtp:', 'smtps:')?.hostname) {
    wrong(
      'BATON_SMTP_URL',
      'is not the address of a mail server.',
      'Write smtps://user:password@mail.example.com:465 (special characters as %40).',
    )
  }

  const fileScanner = given('BATON_FILE_SCANNER')
  const scanner = fileScanner === null ? null : urlOf(fileScanner, 'https:', 'http:')
  const scannerIsFine = scanner?.hostname && (scanner.protocol === 'https:' || loopback(scanner.hostname))
  if (fileScanner && (!scannerIsFine || scanner.username || scanner.password))
    wrong(
      'BATON_FILE_SCANNER',
      'is not an address that files may be sent to.',
      'Write https://scanner.example.com/scan, or http://127.0.0.1:3310/scan on this machine; no user name or password.',
    )

  const level = (given('BATON_LOG_LEVEL') ?? 'info').toLowerCase()
  const logLevel = logLevels.find((one) => one === level)
  const lookUps = (given('BATON_LOOK_UPS') ?? '2s,5s,15s,60s').split(',').map(msOf)
  const rising = lookUps.every((at, i) => at !== null && at > (lookUps[i - 1] ?? 0))
  if (!rising) wrong('BATON_LOOK_UPS', 'is not a list of rising times.', 'Write for example 2s,5s,15s,60s.')
  const lookEvery = msOf(given('BATON_LOOK_EVERY') ?? '60s')
  if (lookEvery === null)
    wrong('BATON_LOOK_EVERY', 'is not a time.', 'Write for example 60s; shorter makes more calls to your desks.')
  if (!logLevel) wrong('BATON_LOG_LEVEL', 'is not a level.', `Write one of: ${logLevels.join(', ')}.`)

  if (mistakes.length > 0 || port === null || typeof publicUrl !== 'string' || !('trust' in proxies) || !logLevel)
    return { mistakes }
  const [newest = help.demoKey(data), ...older] = secretKeys
  const config: Config = {
    port,
    host,
    publicUrl,
    data,
    database: Object.freeze(databaseUrl ? { url: databaseUrl } : { data }),
    secretKeys: Object.freeze([newest, ...older] as [string, ...string[]]),
    trustProxy: proxies.trust,
    smtpUrl,
    fileScanner,
    logLevel,
    lookUps: Object.freeze(lookUps.map((at) => at ?? 0)),
    lookEvery: lookEvery ?? 60_000,
    demo: demo === true,
  }
  return { config: Object.freeze(config) }
}

/** The process's own environment: the one place where it is read. */
export const environment = (): Environment => process.env

/** Where the data is, even if the rest of the environment is wrong: all that a command to a running server needs. */
export const dataFolder = (env: Environment): string => path.resolve(env['BATON_DATA']?.trim() || 'data')

export function sayConfigMistakes(mistakes: ConfigMistake[]): string {
  const lines = mistakes.map(({ variable, wrong, mend }) => `  ${variable} ${wrong}\n    ${mend}`)
  return `Baton cannot start: the environment has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}.\n${lines.join('\n')}`
}

const variables = [
  'PORT',
  'HOST',
  'BATON_PUBLIC_URL',
  'BATON_DATA',
  'BATON_DATABASE_URL',
  'BATON_SECRET_KEY',
  'BATON_TRUST_PROXY',
  'BATON_SMTP_URL',
  'BATON_FILE_SCANNER',
  'BATON_LOG_LEVEL',
  'BATON_LOOK_UPS',
  'BATON_LOOK_EVERY',
  'BATON_DEMO',
] as const
type Variable = (typeof variables)[number]

/** Only what is nearly one of ours: other tools may have variables that begin with BATON_ too. */
function misspelled(env: Environment): ConfigMistake[] {
  const strange = Object.keys(env).filter(
    (name) => name.startsWith('BATON') && !variables.some((known) => known === name),
  )
  return strange.flatMap((name) => {
    const meant = nearest(name, variables)
    const near = meant && Math.abs(meant.length - name.length) <= 2 && meant.slice(0, 7) === name.slice(0, 7)
    return near ? [{ variable: name, wrong: 'is not a variable of Baton.', mend: `Did you mean ${meant}?` }] : []
  })
}

/** `500ms`, `2s`, `1m`; null: none of these. */
function msOf(text: string): number | null {
  const [, count, unit] = /^(\d{1,6})(ms|s|m)$/.exec(text.trim()) ?? []
  const ms = Number(count) * (unit === 'm' ? 60_000 : unit === 's' ? 1_000 : 1)
  return count !== undefined && ms > 0 ? ms : null
}

function flag(value: string | null): boolean | null {
  if (value === null || /^(0|false|no|off)$/i.test(value)) return false
  return /^(1|true|yes|on)$/i.test(value) ? true : null
}

function portOf(value: string | null): number | null {
  if (value === null) return 3000
  return /^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? Number(value) : null
}

function publicUrlOf(value: string): string | { wrong: string; mend: string } {
  const url = urlOf(value, 'https:', 'http:')
  if (!url?.hostname)
    return { wrong: 'is not a web address.', mend: 'Write it whole, for example https://chat.example.com.' }
  if (url.username || url.password)
    return {
      wrong: 'holds a user name or password.',
      mend: 'Write only scheme and host, for example https://chat.example.com.',
    }
  if (url.pathname !== '/' || url.search || url.hash) {
    return { wrong: 'holds a path.', mend: `Give Baton a host of its own: ${url.origin}.` }
  }
  if (url.protocol === 'http:' && !loopback(url.hostname)) {
    return {
      wrong: 'is not https.',
      mend: `Write https://${url.host}: what visitors write must not travel in the clear.`,
    }
  }
  return url.origin
}

function proxiesOf(
  value: string | null,
): { trust: false | number | readonly string[] } | { wrong: string; mend: string } {
  if (value === null || /^(0|false|no|off)$/i.test(value)) return { trust: false }
  if (/^[1-9]$/.test(value)) return { trust: Number(value) }
  const addresses = value.split(',').map((one) => one.trim())
  return proxyMistake(addresses) ?? { trust: Object.freeze(addresses) }
}
