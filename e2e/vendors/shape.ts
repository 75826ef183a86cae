/** What does not fit, and where. `extra` = an unknown field, which the vendor ignores and we record. */
export type Misfit = { at: string; what: string; extra: boolean }

/** Checks a value; an empty list means that it fits. */
export type Shape = (value: unknown, at: string) => Misfit[]

const fits: Misfit[] = []
const misfit = (at: string, what: string): Misfit[] => [{ at, what, extra: false }]

export const anything: Shape = () => fits

export const text: Shape = (value, at) => (typeof value === 'string' ? fits : misfit(at, 'must be a string'))

/** A string with something to read in it. */
export function words(max = Number.POSITIVE_INFINITY): Shape {
  return (value, at) => {
    if (typeof value !== 'string' || value.trim() === '') return misfit(at, 'must be a string that is not blank')
    return value.length > max ? misfit(at, `is longer than ${max} characters`) : fits
  }
}

export const number: Shape = (value, at) => (typeof value === 'number' ? fits : misfit(at, 'must be a number'))

export const flag: Shape = (value, at) => (typeof value === 'boolean' ? fits : misfit(at, 'must be true or false'))

export const link: Shape = (value, at) =>
  typeof value === 'string' && URL.canParse(value) ? fits : misfit(at, 'must be an absolute URL')

export const isoTime: Shape = (value, at) =>
  typeof value === 'string' && isIsoTime(value) ? fits : misfit(at, 'must be a time as 2026-01-05T09:00:00.000Z')

export function isIsoTime(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value) && !Number.isNaN(Date.parse(value))
}

export function oneOf(...values: string[]): Shape {
  return (value, at) =>
    typeof value === 'string' && values.includes(value) ? fits : misfit(at, `must be one of ${values.join(', ')}`)
}

export function listOf(shape: Shape, { min = 0, max = Number.POSITIVE_INFINITY } = {}): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return misfit(at, 'must be a list')
    if (value.length < min) return misfit(at, `must hold at least ${min}`)
    if (value.length > max) return misfit(at, `must hold at most ${max}`)
    return value.flatMap((item, index) => shape(item, `${at}[${index}]`))
  }
}

/** An object map with free keys. */
export function mapOf(shape: Shape): Shape {
  return (value, at) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, item]) => shape(item, `${at}.${key}`))
      : misfit(at, 'must be an object map')
}

export function fields(required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape {
  return (value, at) => {
    if (!isObject(value)) return misfit(at, 'must be an object')
    const under = (name: string) => (at === '' ? name : `${at}.${name}`)
    const missing = Object.keys(required).filter((name) => value[name] === undefined)
    return [
      ...missing.flatMap((name) => misfit(under(name), 'is required')),
      ...Object.entries(value).flatMap(([name, item]): Misfit[] => {
        const shape = required[name] ?? optional[name]
        if (!shape) return [{ at: under(name), what: 'is not a field of this object', extra: true }]
        return item === undefined ? fits : shape(item, under(name))
      }),
    ]
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A string of so many UTF-8 bytes at most, with something to read in it. */
export function bytes(max: number): Shape {
  return (value, at) => {
    const blank = words()(value, at)
    if (blank.length > 0) return blank
    return Buffer.byteLength(value as string) > max ? misfit(at, `is longer than ${max} bytes`) : fits
  }
}

export const wholeNumber =
  (min: number, max: number): Shape =>
  (value, at) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? fits
      : misfit(at, `must be a whole number from ${min} to ${max}`)

/** Any JSON object. */
export const object: Shape = (value, at) => (isObject(value) ? fits : misfit(at, 'must be an object'))
