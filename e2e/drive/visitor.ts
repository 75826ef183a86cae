import type { Dice } from './dice.ts'
import { openTab, type Tab, type TabOptions, type Wallet } from './tab.ts'

/** One person in one browser, with any number of tabs. */
export interface Visitor {
  readonly name: string
  readonly wallet: Wallet
  readonly tabs: Tab[]
  openTab(options?: Pick<TabOptions, 'transports'>): Tab
  close(): void
}

export type VisitorOptions = Omit<TabOptions, 'wallet' | 'dice'> & { name: string; dice: Dice }

export function createVisitor({ name, dice, ...options }: VisitorOptions): Visitor {
  const wallet: Wallet = { token: null, session: null }
  const tabs: Tab[] = []
  return {
    name,
    wallet,
    tabs,
    openTab(own = {}) {
      const tab = openTab({ ...options, ...own, wallet, dice: dice.fork(`tab ${tabs.length}`) })
      tabs.push(tab)
      return tab
    },
    close() {
      for (const tab of tabs) tab.close()
    },
  }
}
