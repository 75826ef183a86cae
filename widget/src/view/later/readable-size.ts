/** In the language's own digits and unit; as mail programs and file managers count, in thousands. */
export function readableSize(bytes: number, locale: string): string {
  const [value, unit] =
    bytes < 1e3 ? [bytes, 'byte'] : bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte']
  // In short, a byte is the only unit that is spelled out, and has no plural then.
  const unitDisplay = unit === 'byte' ? 'long' : 'short'
  const format = { style: 'unit', unit, unitDisplay, maximumFractionDigits: value < 10 ? 1 : 0 } as const
  return new Intl.NumberFormat(locale, format).format(value)
}
