import v8 from 'node:v8'
import vm from 'node:vm'
import { sharedNow, takeOrders } from './orders.ts'

/** What a process has used: CPU in ms, all its threads; memory in bytes. `at`: by the shared clock. */
export type Usage = { at: number; cpu: number; rss: number; heap: number; outside: number }

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { at: sharedNow(), cpu: (user + system) / 1_000, rss, heap: heapUsed, outside: external }
}

// Loaded before a server's own code (child.ts), so that the server itself needs nothing for being measured.
takeOrders({
  usage,
  async usageClean() {
    v8.setFlagsFromString('--expose-gc')
    const collect = vm.runInNewContext('gc') as () => void
    // What the first round lets go of, the second can free.
    for (let round = 0; round < 3; round++) {
      collect()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return usage()
  },
})
// Without the bench nobody needs it, and nobody would end it.
process.once('disconnect', () => process.exit())
