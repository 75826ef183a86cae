import type { Json } from '@baton/shared/ids.ts'
import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { type Checked, type Mistake, nearest } from './mistakes.ts'

export type Path = readonly PropertyKey[]

/** An owner's YAML file, read and not yet judged. */
export interface YamlFile {
  readonly file: string
  readonly plain: Json
  /** A mistake at the value that the path leads to, or at its key; where that is missing, at what should hold it. */
  mistake(path: Path, wrong: string, mend: string, at?: 'key' | 'value'): Mistake
}

/** The file, or every mistake in it. Never throws, whatever the text; `limit` counts characters. */
export function readYaml(file: string, text: string, limit: number): Checked<YamlFile> {
  const at = (offset: number) => place(file, lines, offset)
  const lines = new LineCounter()
  if (text.length > limit) {
    return { mistakes: [{ ...at(0), wrong: 'The file is too long.', mend: `Keep it under ${limit / 1024} KiB.` }] }
  }
  try {
    // Without prettyErrors: those quote the file, and a token may stand there.
    const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: 'error' })
    const mistakes = [...doc.errors, ...doc.warnings].map(({ code, pos }) => ({ ...at(pos[0]), ...inWords(code) }))
    visit(doc, {
      Alias: (_, { range }) => void mistakes.push({ ...at(range?.[0] ?? 0), ...inWords('BAD_ALIAS') }),
    })
    if (mistakes.length > 0) return { mistakes: inOrder(mistakes) }
    const plain = (doc.toJS() ?? null) as Json
    const mistake: YamlFile['mistake'] = (path, wrong, mend, of = 'value') => ({
      ...at(offsetOf(doc, path, of)),
      wrong,
      mend,
    })
    return { value: { file, plain, mistake } }
  } catch {
    // The parser recurses: a file of nothing but brackets exhausts the stack.
    return {
      mistakes: [{ ...at(0), wrong: 'The file is nested too deep.', mend: 'Remove the brackets that are not needed.' }],
    }
  }
}

/** The file as the schema reads it, or every mistake. Schemas are made of `yaml-fields.ts`, which says what is wrong. */
export function checkYaml<T>(schema: z.ZodType<T>, yaml: YamlFile): Checked<T> {
  const result = schema.safeParse(yaml.plain)
  if (result.success) return { value: result.data }
  return { mistakes: inOrder(result.error.issues.flatMap((issue) => fromIssue(yaml, issue))) }
}

export const inOrder = (mistakes: Mistake[]): Mistake[] =>
  mistakes.sort((a, b) => a.line - b.line || a.column - b.column)

function fromIssue(yaml: YamlFile, issue: z.core.$ZodIssue): Mistake[] {
  const here = sayPath(issue.path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(yaml, issue.path, key, issue.message.split(' ')))
    case 'invalid_union': {
      const { options = [] } = issue as { options?: string[] }
      return [
        yaml.mistake(issue.path, `${here} names no kind that Baton knows.`, `Write one of: ${options.join(', ')}.`),
      ]
    }
    case 'invalid_key':
      return issue.issues.map((inner) => {
        const mend = inner.code === 'custom' ? String(inner.params?.['mend']) : ''
        return yaml.mistake(issue.path, `${here} has a name that cannot be used.`, mend, 'key')
      })
    case 'custom':
      return [yaml.mistake(issue.path, `${here} ${issue.message}`, String(issue.params?.['mend'] ?? ''))]
    default:
      return [yaml.mistake(issue.path, `${here} ${wrongShape(valueAt(yaml.plain, issue.path))}`, shapeMend(issue))]
  }
}

const wrongShape = (value: unknown) =>
  value === undefined ? 'is missing.' : value === null ? 'is empty.' : 'has the wrong shape.'

function shapeMend(issue: z.core.$ZodIssue): string {
  const expected = issue.code === 'invalid_type' ? issue.expected : null
  if (expected === 'array') return 'Write a list: each item on a line of its own after "- ", or all in [ ].'
  // YAML 1.2: "yes" and "on" are words.
  if (expected === 'boolean') return 'Write true or false.'
  return 'Write keys and values below it, each on a line of its own, indented.'
}

const valueAt = (plain: unknown, path: Path): unknown =>
  path.reduce(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    plain,
  )

function unknownKey(yaml: YamlFile, path: Path, key: string, known: string[]): Mistake {
  const meant = nearest(key, known)
  const place = path.length === 0 ? 'The file' : sayPath(path)
  const mend = meant ? `Did you mean "${meant}"?` : `Known here: ${known.join(', ')}.`
  return yaml.mistake([...path, key], `${place} has no key "${short(key)}".`, mend, 'key')
}

export const sayPath = (path: Path): string =>
  path.length === 0
    ? 'The file'
    : path
        .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${short(String(step))}`))
        .join('')
        .replace(/^\./, '')

/** What is long may be a token that slipped in where a key belongs. */
const short = (key: string) => (key.length > 32 ? `${key.slice(0, 4)}…` : key)

function place(file: string, lines: LineCounter, offset: number) {
  const { line, col } = lines.linePos(offset)
  return { file, line: Math.max(1, line), column: Math.max(1, col) }
}

function offsetOf(doc: Document, path: Path, of: 'key' | 'value'): number {
  let node: unknown = doc.contents
  let offset = rangeStart(node) ?? 0
  for (const [depth, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === step)
      if (!pair) return offset
      const key = rangeStart(pair.key)
      const value =
        pair.value === null || (isScalar(pair.value) && pair.value.value === null) ? null : rangeStart(pair.value)
      const wantsKey = of === 'key' && depth === path.length - 1
      offset = (wantsKey ? key : (value ?? key)) ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
      offset = rangeStart(node) ?? offset
    } else return offset
  }
  return offset
}

const rangeStart = (node: unknown): number | null => (isNode(node) && !isAlias(node) ? (node.range?.[0] ?? null) : null)

/** The parser's own words quote the file, so ours stand in their place. */
function inWords(code: string): { wrong: string; mend: string } {
  switch (code) {
    case 'DUPLICATE_KEY':
      return { wrong: 'The same key stands here a second time.', mend: 'Keep one of the two.' }
    case 'TAB_AS_INDENT':
      return { wrong: 'This line begins with a tab.', mend: 'Indent with spaces.' }
    case 'BAD_INDENT':
      return {
        wrong: 'The indentation does not fit, or a bracket is not closed.',
        mend: 'Line it up with its neighbours.',
      }
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
      return {
        wrong: 'Something here begins with "*", which stands for an anchor.',
        mend: 'Put text that begins with * in quotes; write repeated values out.',
      }
    case 'BAD_SCALAR_START':
      return { wrong: 'A value cannot begin with this character.', mend: 'Put the value in quotes.' }
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        wrong: 'There is a ":" too many here, or a line break too few.',
        mend: 'Put text that holds ": " in quotes.',
      }
    case 'MISSING_CHAR':
      return {
        wrong: 'A quote, bracket, comma or colon is missing here.',
        mend: 'Close what is open; put one key on each line.',
      }
    case 'BAD_DQ_ESCAPE':
      return { wrong: 'This backslash means nothing in double quotes.', mend: "Use single quotes: '…'." }
    case 'NON_STRING_KEY':
      return { wrong: 'A key must be a word.', mend: 'Put it in quotes.' }
    case 'TAG_RESOLVE_FAILED':
      return {
        wrong: 'Something here begins with "!", which stands for a tag.',
        mend: 'Put text that begins with ! in quotes.',
      }
    case 'MULTIPLE_DOCS':
      return { wrong: 'A second document begins here.', mend: 'Keep one in a file: remove the line "---".' }
    default:
      return {
        wrong: 'This is not YAML.',
        mend: 'Look at the indentation, quotes and brackets of this line and the one before.',
      }
  }
}
