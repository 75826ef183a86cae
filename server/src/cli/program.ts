import { Command } from 'commander'
import type { SiteText } from '../site/parse.ts'
import type { Order } from './dispatch.ts'

/** What a command line asks for; the rest happens elsewhere. */
export type Asked = {
  carryOut(order: Order): Promise<void>
  readSite(file: string): SiteText | { wrong: string; mend: string }
  /** Null: the owner thought better of it. */
  askSecret(name: string): Promise<string | null>
  refuse(wrong: string, mend: string): void
}

export function createProgram({ carryOut, readSite, askSecret, refuse }: Asked): Command {
  const program = new Command('npm run baton --')
  program
    .description('The owner’s commands of Baton. They talk to the running server, or to its data when none runs.')
    .showHelpAfterError('(add --help for what there is)')

  const site = program.command('site').description('a website’s set-up')
  site
    .command('apply')
    .argument('<file>', 'the site’s YAML file')
    .description('makes a version of a site file and its bot file, or says every mistake')
    .action(async (file: string) => {
      const text = readSite(file)
      if ('wrong' in text) refuse(text.wrong, text.mend)
      else await carryOut({ command: 'site apply', args: text })
    })
  site
    .command('show')
    .argument('[site]')
    .description('shows sites: script tag, webhook addresses, versions; never a secret')
    .action(async (name: string | undefined) => await carryOut({ command: 'site show', args: { site: name ?? null } }))

  const secret = program.command('secret').description('tokens and keys, sealed in the store')
  secret
    .command('set')
    .argument('<name>')
    .argument('[value...]')
    .allowUnknownOption()
    .description('sets a secret: piped in, or typed unseen')
    .action(async (name: string, value: string[]) => {
      if (value.length > 0) {
        refuse(
          'A secret does not go on the command line: it stays in the shell’s history and in the list of processes.',
          'Write only the name; then type the value when asked, or pipe it in: npm run baton -- secret set NAME < file. Replace the one that you typed.',
        )
        return
      }
      const given = await askSecret(name)
      if (given === null) refuse('Nothing was set.', 'Run the command again when you have the value.')
      else await carryOut({ command: 'secret set', args: { name, value: given } })
    })
  secret
    .command('list')
    .description('the names, and who uses them')
    .action(async () => await carryOut({ command: 'secret list', args: {} }))
  secret
    .command('remove')
    .argument('<name>')
    .description('forgets a secret')
    .action(async (name: string) => await carryOut({ command: 'secret remove', args: { name } }))

  program
    .command('check')
    .argument('[site]')
    .option('--live', 'opens a labelled test conversation at each desk and waits for it to come back')
    .option('--mend', 'registers or removes webhooks, only those that lead here')
    .description('looks whether everything is right for a visitor to reach a person; changes nothing')
    .action(async (name: string | undefined, { live, mend }: { live?: boolean; mend?: boolean }) => {
      if (live && mend) refuse('--live and --mend do not go together.', 'Mend first, then check --live.')
      else
        await carryOut({ command: 'check', args: { site: name ?? null, how: live ? 'live' : mend ? 'mend' : 'read' } })
    })

  const outbox = program
    .command('outbox')
    .argument('[site]')
    .description('what could not be delivered')
    .action(async (name: string | undefined) => await carryOut({ command: 'outbox', args: { site: name ?? null } }))
  outbox
    .command('again')
    .argument('[id]')
    .option('--all', 'all of them')
    .description('sends it again')
    .action(async (id: string | undefined, { all }: { all?: boolean }) => {
      if ((id === undefined) === (all !== true))
        refuse('Say which: an id, or --all.', 'See which there are: npm run baton -- outbox')
      else await carryOut({ command: 'outbox again', args: { id: id ?? null } })
    })
  outbox
    .command('forget')
    .argument('<id>')
    .description('gives it up for good')
    .action(async (id: string) => await carryOut({ command: 'outbox forget', args: { id } }))

  program
    .command('handoffs')
    .argument('[site]')
    .option('--limit <n>', 'so many of each site; 50')
    .description('every stay with a desk: why, how soon somebody answered, how it ended, how it was rated')
    .action(async (of: string | undefined, { limit }: { limit?: string }) => {
      const many = limit === undefined ? null : Number(limit)
      if (many !== null && !(Number.isInteger(many) && many >= 1 && many <= 1_000))
        refuse('--limit is not right.', 'Write a whole number from 1 to 1000.')
      else await carryOut({ command: 'handoffs', args: { site: of ?? null, limit: many } })
    })

  program
    .command('restored')
    .description(
      'begins a new history after a backup was put back, so that visitors’ pages do not take it for the lost one',
    )
    .action(async () => await carryOut({ command: 'restored', args: {} }))

  program
    .command('transcript')
    .argument('<conversation>')
    .description('what was said in a conversation')
    .action(async (conversation: string) => await carryOut({ command: 'transcript', args: { conversation } }))

  program
    .command('desk')
    .description('where people answer')
    .command('disconnect')
    .argument('<site>')
    .argument('<desk>')
    .description('nothing new opens there; says what to remove in the vendor’s console')
    .action(
      async (of: string, desk: string) => await carryOut({ command: 'desk disconnect', args: { site: of, desk } }),
    )

  program
    .command('livechat')
    .description('LiveChat accounts')
    .command('connect')
    .argument('<site>')
    .argument('<desk>')
    .description('prints the link by which an administrator lets Baton in, and waits for it')
    .action(
      async (of: string, desk: string) => await carryOut({ command: 'livechat connect', args: { site: of, desk } }),
    )

  return program
}
