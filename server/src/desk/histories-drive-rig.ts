/** For tests: plays a random history of one conversation at a desk, its webhooks late, doubled, disordered and lost. */
import type { Dice } from '@baton/e2e/drive/dice.ts'
import type { Stay } from './histories-stay-rig.ts'

/** A conversation at a simulated account, and what each desk does there in its own way. */
export interface Stage {
  readonly stay: Stay
  /** Something happens at the desk, or the visitor writes in the widget. */
  step(dice: Dice): Promise<void>
  /** What came by other ways than webhooks is taken in. */
  settle?(): Promise<void>
  /** False: this copy came too early, and comes again. */
  hear(body: string): Promise<boolean>
  look(): Promise<void>
}

/** Plays on until nothing is owed and every webhook that was not lost has come. */
export async function play(
  stage: Stage,
  given: { dice: Dice; clock: { advance(ms: number): void }; hooks: LateHooks; looks: boolean },
): Promise<void> {
  const { dice, clock, hooks, looks } = given
  const hear = (body: string) => stage.hear(body)
  const steps = dice.between(6, 22)
  for (let n = 0; n < steps; n++) {
    clock.advance(dice.between(1, 4_000))
    await stage.step(dice)
    await stage.stay.work(dice)
    await stage.settle?.()
    await hooks.deliver(hear)
    if (dice.happens(0.1) && looks) await stage.look()
  }
  // What is not there within a minute never comes.
  clock.advance(90_000)
  for (let n = 0; n < 40 && stage.stay.owes(); n++) await stage.stay.work(dice)
  await hooks.deliver(hear, true)
  await stage.settle?.()
}

/** The webhooks on their way. */
export class LateHooks {
  readonly counted = { hooks: 0, deliveries: 0, lost: 0 }
  readonly #fates: Dice
  readonly #loss: number
  readonly #line: { body: string; left: number; copies: number }[] = []

  /** `loss`: how many of them never come, 0 to 1. */
  constructor(fates: Dice, loss: number) {
    this.#fates = fates
    this.#loss = loss
  }

  post(body: string): void {
    const fates = this.#fates
    this.counted.hooks += 1
    if (fates.happens(this.#loss)) this.counted.lost += 1
    else this.#line.push({ body, left: fates.between(0, 6), copies: fates.between(1, 5) })
  }

  /** Whatever is due comes now, in any order; each copy may come later than the former. */
  async deliver(hear: (body: string) => Promise<boolean>, all = false): Promise<void> {
    const line = this.#line
    const due = line.filter((one) => all || one.left-- <= 0)
    while (due.length > 0) {
      const [one] = due.splice(this.#fates.between(0, due.length - 1), 1)
      if (!one) break
      this.counted.deliveries += 1
      const taken = await hear(one.body)
      if (taken) one.copies -= 1
      one.left = this.#fates.between(0, 8)
      if (one.copies <= 0) line.splice(line.indexOf(one), 1)
      else if (all && taken) due.push(one)
    }
  }
}
