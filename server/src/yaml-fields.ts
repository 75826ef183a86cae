import { z } from 'zod'

/** What a field's parser answers when the value is not what it must be. Says nothing of the value: it may be a token. */
export class Wrong {
  readonly what: string
  readonly mend: string
  constructor(what: string, mend: string) {
    this.what = what
    this.mend = mend
  }
}

/** A value of an owner's file, with words of its own for what is wrong. The parser also sees what is missing, as undefined. */
export const field = <T>(parse: (value: unknown) => T | Wrong): z.ZodType<T> =>
  z.unknown().transform((value, context): T => {
    const parsed = parse(value)
    if (!(parsed instanceof Wrong)) return parsed
    context.addIssue({ code: 'custom', message: parsed.what, params: { mend: parsed.mend } })
    return z.NEVER
  })

/** Keys and values; a key that is not in the shape is refused, with the one that was probably meant. */
export const entry = <S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  })

export const list = <T>(item: z.ZodType<T>, { least = 0, most }: { least?: number; most: number }): z.ZodType<T[]> =>
  z.array(item).superRefine((items, context) => {
    if (items.length < least)
      context.addIssue({ code: 'custom', message: 'is empty.', params: { mend: 'Write at least one.' } })
    if (items.length > most)
      context.addIssue({ code: 'custom', message: 'is too long.', params: { mend: `Keep it to ${most}.` } })
  })

/** Text on which `fits` has a say; `mend` shows an example. */
export const text = ({
  most,
  mend,
  fits = () => true,
}: {
  most: number
  mend: string
  fits?: (text: string) => boolean
}): z.ZodType<string> =>
  field((value) => {
    const given = plainText(value, mend)
    if (given instanceof Wrong) return given
    if ([...given].length > most) return new Wrong('is too long.', `Keep it under ${most} characters.`)
    return fits(given) ? given : new Wrong('is not right.', mend)
  })

export function plainText(value: unknown, mend: string): string | Wrong {
  if (value === undefined) return new Wrong('is missing.', mend)
  if (value === null || value === '') return new Wrong('is empty.', `${mend} Text with # or : in it needs quotes.`)
  if (typeof value === 'number' || typeof value === 'boolean') return new Wrong('must be text.', 'Put it in quotes.')
  if (typeof value !== 'string') return new Wrong('must be text.', mend)
  return value.trim() === '' ? new Wrong('is empty.', mend) : value
}

export const whole = ({ least, most }: { least: number; most: number }): z.ZodType<number> =>
  field((value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : new Wrong('is not right.', `Write a whole number from ${least} to ${most}.`),
  )

export const oneOf = <const T extends string>(...words: readonly [T, ...T[]]): z.ZodType<T> =>
  field(
    (value) => words.find((word) => word === value) ?? new Wrong('is not right.', `Write one of: ${words.join(', ')}.`),
  )

/** The shape follows from the value: `choose` sees it and names the schema that judges it. */
export const shaped = <T>(choose: (value: unknown) => z.ZodType<T>): z.ZodType<T> =>
  z.unknown().transform((value, context): T => {
    const result = choose(value).safeParse(value)
    if (result.success) return result.data
    for (const issue of result.error.issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue)
    return z.NEVER
  })

/** One, or a list of them: always a list. */
export const oneOrMore = <T>(item: z.ZodType<T>, most: number): z.ZodType<T[]> =>
  shaped((value) => (Array.isArray(value) ? list(item, { least: 1, most }) : item.transform((one) => [one])))
