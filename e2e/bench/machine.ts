import { execFileSync } from 'node:child_process'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import path from 'node:path'
import { median } from './figures.ts'

/** What the figures were measured on, for whoever compares them with others. */
export async function machineFacts(run: {
  folder: string
  desk: string
  handoffs: number
  quick: boolean
  took: number
}): Promise<string> {
  const [first] = cpus()
  const sqlite = process.versions['sqlite'] ?? '?'
  return [
    `Machine: ${cpus().length} × ${first?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()}, load ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}.`,
    `Node ${process.version}, SQLite ${sqlite}; an fsync in ${run.folder} takes ${(await fsyncTakes(run.folder)).toFixed(2)} ms; ${openFiles()} open files allowed.`,
    `Run: ${run.quick ? 'quick' : 'full'}, ${run.handoffs} handoffs at ${run.desk}, ${Math.round(run.took / 1_000)} s, ${new Date().toISOString()}. Nothing in it is random but ids and keys: there is no seed.`,
  ].join('\n')
}

/** The middle of fifty, each after 4 KiB. */
async function fsyncTakes(folder: string): Promise<number> {
  const made = mkdtempSync(path.join(folder, 'baton-fsync-'))
  const file = openSync(path.join(made, 'file'), 'w')
  const times = Array.from({ length: 50 }, () => {
    const begun = performance.now()
    writeSync(file, Buffer.alloc(4_096))
    fsyncSync(file)
    return performance.now() - begun
  })
  closeSync(file)
  rmSync(made, { recursive: true })
  return median(times)
}

export function openFiles(): number {
  try {
    return Number(execFileSync('/bin/sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }))
  } catch {
    return Number.NaN
  }
}
