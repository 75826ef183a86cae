import { existsSync } from 'node:fs'
import { type Browser, chromium } from '@playwright/test'
import { startMain } from '../../drive/main-process.ts'
import { freePort } from '../../stories/free-port.ts'
import { startHostSite } from '../../stories/host-site.ts'
import { preparedMain } from '../baton/prepared-main.ts'
import type { Context } from '../context.ts'
import { interleave } from '../interleave.ts'
import type { Row } from '../verdict.ts'

/** A phone of the middle class, beside this machine. */
const slowdown = 4
/** After the page is there: what still wants to run or move has done so. */
const quiet = 1_500

type View = {
  /** Of Baton, body bytes as they went over the wire. */
  script: number
  /** All of it until one can write, the socket's frames included. */
  chat: number
  tasks: number[]
  opening: number[]
  shift: number
  stored: number
}

/** What a page view costs, and what a chat costs that is opened, in a real Chromium; bare is the same page without the tag. */
export async function widget(context: Context): Promise<Row[]> {
  const port = await freePort()
  const host = await startHostSite(`http://127.0.0.1:${port}`)
  const prepared = await preparedMain({ ...context, origins: [host.origin] })
  const main = await startMain({ ...prepared, port, env: { BATON_PUBLIC_URL: `http://127.0.0.1:${port}` } })
  const executablePath = [process.env['BATON_CHROMIUM'], '/usr/bin/chromium'].find((file) => file && existsSync(file))
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
  try {
    const runs = await interleave({
      times: context.size(5, 2),
      bare: () => view(browser, host.address('plain', 'bench'), main.address, false),
      ours: () => view(browser, host.address('plain', 'bench'), main.address, true),
    })
    return rowsOf(runs)
  } finally {
    await browser.close()
    await host.close()
    await main.stop()
    await prepared.remove()
  }
}

function rowsOf(runs: { ours: View[]; bare: View[] }): Row[] {
  const of = (what: 'script' | 'chat' | 'shift' | 'stored') => runs.ours.map((run) => run[what])
  const long = (list: View[]) => list.map((run) => run.tasks.length)
  const longest = (list: number[]) => Math.max(0, ...list)
  const none = { kind: 'figure', most: 0 } as const
  const opening = runs.ours.map((run) => longest(run.opening))
  return [
    { what: 'baton.js, brotli', unit: 'bytes', ours: of('script'), bare: [], budget: { kind: 'figure', most: 3_000 } },
    {
      ...{ what: 'a page view: long tasks', unit: '', ours: long(runs.ours), bare: long(runs.bare) },
      budget: { kind: 'above', most: 0 },
      note: `Over 50 ms, under ${slowdown} × CPU slowdown; bare is the page without the tag.`,
    },
    {
      what: 'a page view: layout shift',
      unit: '',
      ours: of('shift'),
      bare: runs.bare.map((run) => run.shift),
      budget: none,
    },
    { what: 'a page view: stored', unit: 'bytes', ours: of('stored'), bare: [], budget: none },
    {
      ...{ what: 'a usable chat, brotli, with frames', unit: 'bytes', ours: of('chat'), bare: [] },
      budget: { kind: 'figure', most: 32_000 },
      note: 'From the first byte of baton.js until one can write.',
    },
    { what: 'opening the chat: longest task', unit: 'ms', ours: opening, bare: [], budget: { kind: 'none' } },
  ]
}

async function view(browser: Browser, address: string, baton: string, withTag: boolean): Promise<View> {
  const page = await (await browser.newContext()).newPage()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  let bytes = 0
  const add = (more: number): void => {
    bytes += more
  }
  cdp.on('Network.responseReceived', ({ response: { url, headers } }) => {
    // The server names the length of the packed body; what it packed how is part of what is measured.
    if (url.startsWith(baton)) add(Number(headers['Content-Length'] ?? headers['content-length'] ?? Number.NaN))
  })
  cdp.on('Network.webSocketFrameReceived', ({ response }) => add(Buffer.byteLength(response.payloadData)))
  cdp.on('Network.webSocketFrameSent', ({ response }) => add(Buffer.byteLength(response.payloadData)))
  if (!withTag) await page.route(`${baton}/**`, (route) => route.abort())
  await page.addInitScript(watch)
  try {
    await page.goto(address, { waitUntil: 'load' })
    const launcher = page.getByRole('button', { name: /^(Chat|Open chat)/ })
    if (withTag) await launcher.waitFor()
    await page.waitForTimeout(quiet)
    const seen = await page.evaluate(read)
    const cookies = (await page.context().cookies()).reduce(
      (sum, { name, value }) => sum + name.length + value.length,
      0,
    )
    const before = { script: bytes, ...seen, stored: seen.stored + cookies }
    if (!withTag) return { ...before, chat: 0, opening: [] }
    await launcher.click()
    await page.getByRole('textbox', { name: 'Write a message…' }).waitFor()
    await page.waitForTimeout(quiet)
    const after = await page.evaluate(read)
    return { ...before, chat: bytes, opening: after.tasks.slice(seen.tasks.length) }
  } finally {
    await page.context().close()
  }
}

/** Runs in the page, before it. */
function watch(): void {
  const seen = { tasks: [] as number[], shift: 0 }
  Object.assign(window, { seen })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.tasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value
  }).observe({ type: 'layout-shift', buffered: true })
}

/** Runs in the page. */
async function read(): Promise<{ tasks: number[]; shift: number; stored: number }> {
  const { seen } = window as unknown as { seen: { tasks: number[]; shift: number } }
  const kept = [localStorage, sessionStorage].flatMap((storage) => Object.entries(storage).flat())
  const databases = (await indexedDB.databases()).map(({ name }) => name ?? '')
  const stored = [...kept, ...databases, ...(await caches.keys())].join('').length
  return { tasks: [...seen.tasks], shift: seen.shift, stored }
}
