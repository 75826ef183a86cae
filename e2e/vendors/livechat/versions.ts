/** What a version is today: old ones announce their end by a header (contract 1.2). */
const known: Record<string, { header?: [name: string, date: string] }> = {
  '3.4': { header: ['Deprecation', '2026-03-31'] },
  '3.5': { header: ['Legacy', '2025-08-07'] },
  '3.6': {},
}

export const current = '3.6'

export type Version = { number: string; headers: Record<string, string>; supported: boolean }

/** By URL, else by the header X-API-Version. */
export function versionOf(inPath: string | undefined, header: string | undefined): Version {
  const number = (inPath ?? header ?? '').replace(/^v/, '')
  const version = known[number]
  const [name, date] = version?.header ?? []
  return { number, supported: version !== undefined, headers: name && date ? { [name]: date } : {} }
}

/** Whether one version is below another. */
export function isLower(one: string, other: string): boolean {
  return Number(one) < Number(other)
}
