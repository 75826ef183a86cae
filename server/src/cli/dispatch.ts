import { z } from 'zod'
import { type Command, failed, type OwnerDeps, type Told } from './command.ts'
import { check } from './commands/check.ts'
import { deskDisconnect } from './commands/desk-disconnect.ts'
import { handoffs } from './commands/handoffs.ts'
import { livechatConnect } from './commands/livechat-connect.ts'
import { outboxAgain, outboxForget, outboxShow } from './commands/outbox.ts'
import { restored } from './commands/restored.ts'
import { secretList, secretRemove, secretSet } from './commands/secrets.ts'
import { siteApply } from './commands/site-apply.ts'
import { siteShow } from './commands/site-show.ts'
import { transcript } from './commands/transcript.ts'

/** A command as it travels to the running server. */
export type Order = { command: string; args: unknown }

const word = z.string().max(300)
const oneSite = z.object({ site: word.nullable() })

/** Every command runs from here, in the server and on its own, so that both do the same. */
const commands: { [name: string]: (deps: OwnerDeps, args: unknown) => Told } = {
  'site apply': taking(
    z.object({ file: z.string(), text: z.string(), others: z.record(z.string(), z.string()) }),
    siteApply,
  ),
  'site show': taking(oneSite, siteShow),
  'secret set': taking(z.object({ name: word, value: z.string() }), secretSet),
  'secret list': taking(z.object({}), secretList),
  'secret remove': taking(z.object({ name: word }), secretRemove),
  check: taking(oneSite.extend({ how: z.enum(['read', 'live', 'mend']) }), check),
  outbox: taking(oneSite, outboxShow),
  'outbox again': taking(z.object({ id: word.nullable() }), outboxAgain),
  'outbox forget': taking(z.object({ id: word }), outboxForget),
  handoffs: taking(oneSite.extend({ limit: z.number().int().min(1).max(1_000).nullable() }), handoffs),
  restored: taking(z.object({}), restored),
  transcript: taking(z.object({ conversation: word }), transcript),
  'desk disconnect': taking(z.object({ site: word, desk: word }), deskDisconnect),
  'livechat connect': taking(z.object({ site: word, desk: word }), livechatConnect),
}

export function dispatch(deps: OwnerDeps, { command, args }: Order): Told {
  const found = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (!found)
    return failed('The running server does not know this command.', 'It is of another version: start it again.')
  return found(deps, args)
}

function taking<Args>(shape: z.ZodType<Args>, command: Command<Args>) {
  return (deps: OwnerDeps, args: unknown): Told => {
    const read = shape.safeParse(args)
    return read.success
      ? command(deps, read.data)
      : failed('The running server does not understand this command.', 'It is of another version: start it again.')
  }
}
