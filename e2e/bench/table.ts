import { never } from '@baton/shared/ids.ts'
import { median, wander } from './figures.ts'
import { type Budget, type Row, verdictOf } from './verdict.ts'

const head = ['what', 'ours', 'bare', 'ratio', 'budget', 'verdict']

/** The table as plain text, notes below it. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [head, ...rows.map(cellsOf)]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const drawn = lines.map((line) =>
    line
      .map((cell, column) => pad(cell, widths[column] ?? 0, column))
      .join('  ')
      .trimEnd(),
  )
  drawn.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '))
  return [...drawn, ...notesOf(rows)].join('\n')
}

// Words begin at the left, figures end at the right.
const pad = (cell: string, width: number, column: number): string =>
  column > 0 && column < 4 ? cell.padStart(width) : cell.padEnd(width)

function cellsOf(row: Row): string[] {
  const { what, unit, ours, bare, budget } = row
  const ratio = median(ours) / median(bare)
  return [
    what,
    figure(median(ours), unit),
    bare.length > 0 ? figure(median(bare), unit) : '–',
    Number.isFinite(ratio) ? ratio.toFixed(2) : '–',
    budgetText(budget, unit),
    verdictOf(row).kind.replace('told', '–'),
  ]
}

function notesOf(rows: readonly Row[]): string[] {
  const notes = rows.flatMap((row) => {
    const verdict = verdictOf(row)
    const why = verdict.kind === 'unsettled' ? `UNSETTLED: ${verdict.why}.` : ''
    const runs = row.ours.length > 1 || row.bare.length > 1 ? `runs ${runsOf(row)}.` : ''
    const said = [why, row.note ?? '', runs].filter((part) => part !== '')
    return said.length > 0 ? [`· ${row.what}: ${said.join(' ')}`] : []
  })
  return notes.length > 0 ? ['', ...notes] : []
}

function runsOf({ ours, bare, unit }: Row): string {
  const list = (values: readonly number[]) => values.map((value) => figure(value, '')).join(', ')
  const ourRuns = `ours ${list(ours)} (${Math.round(wander(ours) * 100)} % apart)`
  return `${ourRuns}${bare.length > 0 ? `; bare ${list(bare)} (${Math.round(wander(bare) * 100)} %)` : ''} ${unit}`.trimEnd()
}

function budgetText(budget: Budget, unit: string): string {
  switch (budget.kind) {
    case 'ratio':
      return 'least' in budget ? `≥ ${budget.least} × bare` : `≤ ${budget.most} × bare`
    case 'figure':
      return `≤ ${figure(budget.most, unit)}`
    case 'above':
      return `≤ bare + ${figure(budget.most, unit)}`
    case 'none':
      return '–'
    default:
      return never(budget)
  }
}

/** Three digits that say something, and thousands apart. */
export function figure(value: number, unit: string): string {
  if (Number.isNaN(value)) return '?'
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2
  const text = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return unit === '' ? text : unit.startsWith('/') ? `${text}${unit}` : `${text} ${unit}`
}
