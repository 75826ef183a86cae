import type { Clock } from './clock.ts'
import type { FaultSwitches } from './faults.ts'
import { hookPost } from './hook-post.ts'

export type Attempt = {
  /** 0 for the first one. */
  retry: number
  at: string
  /** Null: no answer in time, or no connection. */
  status: number | null
  why: string | null
  ms: number
}

export type Delivery = {
  id: number
  action: string
  /** The conversation (on LiveChat: the chat) it tells of, when it tells of one. */
  conversation: string | null
  /** The exact bytes as text; `message.id` and the rest are in there. */
  body: string
  attempts: Attempt[]
  /** `held` = waits because of a fault; `failed` = all retries used; `dropped` = lost by a fault, an outage, or for want of a URL. */
  state: 'held' | 'pending' | 'delivered' | 'failed' | 'dropped'
}

/** Faults of webhooks that are the same for all vendors; `outage` loses what falls into it. */
export type HookFault = 'outage' | 'escapedHook' | 'duplicateHook' | 'dropHook' | 'delayHook' | 'reorderHook'

/** One webhook to be sent. */
export type Hook = {
  action: string
  conversation: string | null
  body: string
  /** Asked at each attempt; null = nowhere, and the webhook is lost. */
  url(): string | null
  /** Asked at each attempt. */
  headers(raw: Buffer, retry: number): Record<string, string>
}

/** How a vendor sends webhooks. */
export type Sending = {
  clock: Clock
  faults: Pick<FaultSwitches<HookFault>, 'take'>
  /** ms to answer. */
  timeout: number
  /** ms before each retry. */
  gaps: number[]
  accepted(status: number): boolean
  changed(): void
}

export interface HookSender {
  readonly deliveries: Delivery[]
  /** Puts one body on its way; `tried` resolves once its first attempt is over, or at once when there is none for now. */
  send(hook: Hook): { delivery: Delivery; tried: Promise<void> }
  /** Resolves when nothing is on its way or waiting for a retry. */
  quiet(): Promise<void>
  /** Holds everything that is unfinished; `resume` goes on with it. */
  halt(): void
  resume(): void
}

type Job = {
  hook: Hook
  delivery: Delivery
  raw: Buffer
  retry: number
  /** Takes back what is under way: a timer or a request. */
  cancel: () => void
}

/** A long chaos run must not fill the memory: the oldest deliveries are forgotten. */
const kept = 20_000

/** Sends webhooks, every one on its own. */
export function hookSender(sending: Sending): HookSender {
  const { clock, faults, timeout, gaps, changed } = sending
  const http = hookPost(clock)
  const unfinished = new Set<Job>()
  const deliveries: Delivery[] = []
  let count = 0
  let waiting: (() => void)[] = []
  let held: { job: Job; release: () => void } | null = null

  function finish(job: Job, state: Delivery['state']): void {
    job.delivery.state = state
    unfinished.delete(job)
    changed()
    if (unfinished.size > 0) return
    for (const done of waiting) done()
    waiting = []
  }

  async function attempt(job: Job): Promise<void> {
    const { hook, delivery } = job
    const url = hook.url()
    if (!url || faults.take('outage', 'webhook')) return finish(job, 'dropped')
    delivery.state = 'pending'
    const began = clock.now()
    const { answer, cut } = http.post(url, job.raw, hook.headers(job.raw, job.retry), timeout)
    let halted = false
    job.cancel = () => {
      halted = true
      cut()
    }
    const { status, why } = await answer
    const entry: Attempt = { retry: job.retry, at: new Date(began).toISOString(), status, why, ms: clock.now() - began }
    delivery.attempts.push(entry)
    if (halted) return
    if (status !== null && sending.accepted(status)) return finish(job, 'delivered')
    const gap = gaps[job.retry]
    if (gap === undefined) return finish(job, 'failed')
    job.retry += 1
    later(job, gap)
    changed()
  }

  function later(job: Job, ms: number): void {
    job.cancel = clock.after(ms, () => void attempt(job))
  }

  /** Lets the held one go, at most once, behind what was sent in the meantime. */
  function hold(job: Job, ms: number): void {
    job.delivery.state = 'held'
    const cancelTimer = clock.after(ms, () => release())
    const release = () => {
      cancelTimer()
      if (held?.job === job) held = null
      if (unfinished.has(job)) void attempt(job)
    }
    job.cancel = cancelTimer
    held = { job, release }
  }

  async function go(job: Job): Promise<void> {
    const place = job.delivery.action
    if (faults.take('dropHook', place)) return finish(job, 'dropped')
    const delay = faults.take('delayHook', place)
    if (delay) {
      job.delivery.state = 'held'
      return later(job, delay.ms ?? 0)
    }
    const reorder = held ? null : faults.take('reorderHook', place)
    if (reorder) return hold(job, reorder.ms ?? 0)
    const behind = held
    held = null
    await attempt(job)
    behind?.release()
  }

  function jobOf(hook: Hook, body: string): Job {
    count += 1
    const { action, conversation } = hook
    const delivery: Delivery = { id: count, action, conversation, body, attempts: [], state: 'pending' }
    deliveries.push(delivery)
    if (deliveries.length > kept) deliveries.shift()
    return { hook, delivery, raw: Buffer.from(body), retry: 0, cancel: () => {} }
  }

  return {
    deliveries,
    send(hook) {
      const body = faults.take('escapedHook', hook.action) ? asEscapes(hook.body) : hook.body
      const copies = faults.take('duplicateHook', hook.action)?.copies ?? 1
      const jobs = Array.from({ length: copies }, () => jobOf(hook, body))
      for (const job of jobs) unfinished.add(job)
      const tried = Promise.all(jobs.map(go)).then(() => {})
      const first = jobs[0]?.delivery
      if (!first) throw new Error('duplicateHook wants at least one copy')
      return { delivery: first, tried }
    },
    quiet: () => (unfinished.size === 0 ? Promise.resolve() : new Promise((done) => waiting.push(done))),
    halt() {
      for (const job of unfinished) job.cancel()
      held = null
      http.close()
    },
    resume() {
      for (const job of unfinished) void attempt(job)
    },
  }
}

/** JSON with every non-ASCII letter as \u escapes: the same value in other bytes. */
function asEscapes(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
