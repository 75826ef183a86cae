import type { Task } from '../conversation/deliveries.ts'
import type { Claim } from '../store/store.ts'

type TaskOf<K extends Task['kind']> = Task & { kind: K }

/** What the courier hands a claim to. Each settles, postpones or buries its claim; a rejection leaves it to the lease. */
export interface Work {
  turn(claim: Claim, task: TaskOf<'turn'>): Promise<void>
  availability(claim: Claim, task: TaskOf<'availability'>): Promise<void>
  open(claim: Claim): Promise<void>
  say(claim: Claim, task: TaskOf<'say'>): Promise<void>
  describe(claim: Claim): Promise<void>
  order(claim: Claim, task: TaskOf<'note'> | TaskOf<'assign'> | TaskOf<'rate'> | TaskOf<'close'>): Promise<void>
  look(claim: Claim, task: TaskOf<'look'>): Promise<void>
  introduce(claim: Claim, task: TaskOf<'introduce'>): Promise<void>
  ticket(claim: Claim, task: TaskOf<'ticket'>): Promise<void>
  timer(claim: Claim, task: TaskOf<'timer'>): Promise<void>
}
