/**
 * Two at a time, since a small machine has two cores. All of them run, so that one look shows everything that is wrong. The
 * worst exit code.
 */
export async function twoAtATime(jobs) {
  const waiting = jobs.values()
  const codes = []
  const worker = async () => {
    for (const job of waiting) codes.push(await job())
  }
  await Promise.all([worker(), worker()])
  return Math.max(0, ...codes)
}
