/** Waits until the fact is there. True when it came in time. */
export async function comes(fact: () => boolean | Promise<boolean>, within: number, every = 10): Promise<boolean> {
  const end = performance.now() + within
  for (;;) {
    if (await fact()) return true
    if (performance.now() > end) return false
    await pause(every)
  }
}

/** As `comes`, but a fact that does not come is an error. */
export async function waitFor(what: string, fact: () => boolean | Promise<boolean>, within = 5_000): Promise<void> {
  if (!(await comes(fact, within))) throw new Error(`waited ${within} ms in vain: ${what}`)
}

/** For schedules; a test waits for facts. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
