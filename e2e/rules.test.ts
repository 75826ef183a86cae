import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')

type File = { name: string; text: string }

const files: File[] = globSync('{shared,widget,server,e2e,scripts}/**/*.{ts,tsx,mjs,css}', {
  cwd: root,
  exclude: (name) => /^(node_modules|dist)$/.test(path.basename(name)),
}).map((name) => ({ name, text: readFileSync(path.join(root, name), 'utf8') }))

describe('imports', () => {
  // For each rule a file that breaks it: [rule, file, what it imports].
  const wrong: [string, string, string][] = [
    ['shared imports nothing', 'shared/src/ids.ts', 'node:fs'],
    ['the loader imports only itself', 'widget/src/loader/main.ts', '../../../shared/src/ids.ts'],
    ['browser knows shared', 'widget/src/browser/clock.ts', '../model/chat.ts'],
    ['connection knows the browser', 'widget/src/connection/connection.ts', '../model/chat.ts'],
    ['model knows connection and browser', 'widget/src/model/chat.ts', '../view/panel.tsx'],
    ['view knows the model', 'widget/src/view/panel.tsx', '../connection/connection.ts'],
    ['the widget is the widget', 'widget/src/main.tsx', '../../server/src/record.ts'],
    ['conversation is pure', 'server/src/conversation/decide.ts', 'node:crypto'],
    ['a word knows words', 'server/src/metrics.ts', './store/store.ts'],
    ['store knows conversation', 'server/src/store/queries.ts', '../record.ts'],
    ['record knows ports', 'server/src/record.ts', './store/queries.ts'],
    ['a bell knows ports', 'server/src/bell/local.ts', '../gateway/fan-out.ts'],
    ['outgoing knows its port', 'server/src/outgoing/undici.ts', '../site/registry.ts'],
    ['a bot knows its port', 'server/src/bot/script/script.ts', '../dialogflow/client.ts'],
    ['a desk knows its port', 'server/src/desk/freshchat/client.ts', '../livechat/convert.ts'],
    ['tickets know their port', 'server/src/tickets/mail/mailer.ts', '../../gateway/fan-out.ts'],
    ['files know ports', 'server/src/files/create.ts', '../gateway/fan-out.ts'],
    ['site knows bots and desks', 'server/src/site/registry.ts', '../gateway/fan-out.ts'],
    ['inbox knows record and ports', 'server/src/desk/inbox.ts', './freshchat/client.ts'],
    ['outbox knows record and ports', 'server/src/outbox/courier.ts', '../gateway/fan-out.ts'],
    ['gateway knows record and ports', 'server/src/gateway/fan-out.ts', '../http/hooks.ts'],
    ['http knows record and ports', 'server/src/http/hooks.ts', '../outbox/courier.ts'],
    ['main alone knows every adapter', 'server/src/gateway/send.ts', '../store/queries.ts'],
    ['the server is the server', 'server/src/config.ts', '../../widget/src/main.tsx'],
    ['nobody imports main', 'server/src/store/store.test.ts', '../main.ts'],
    ['vendors know nothing of Baton', 'e2e/vendors/freshchat/wire.ts', '../../../shared/src/ids.ts'],
    ['no circles', 'server/src/bot/script/parse.ts', './print.ts'],
    ['everything is there', 'server/src/gateway/limits.ts', './nowhere.ts'],
    ['what runs is a dependency', 'server/src/desk/freshchat/key.ts', 'only-for-development'],
    ['what runs needs no test', 'server/src/site/parse.ts', './fakes.ts'],
  ]
  // What a strict reading might forbid and the layout allows.
  const innocent: [string, string][] = [
    ['server/src/bot/dialogflow/client.ts', '../../outcome.ts'],
    ['server/src/desk/livechat/convert.ts', '../desk.ts'],
    ['server/src/desk/desk.ts', '../../../shared/src/ids.ts'],
    ['server/src/gateway/gateway.ts', '../record.ts'],
    ['server/src/main.ts', './desk/freshchat/client.ts'],
    ['server/src/outcome.ts', '../../shared/src/ids.ts'],
    ['server/src/site/fakes.ts', 'only-for-development'],
    ['server/src/store/store.ts', '../conversation/decide.ts'],
    ['widget/src/view/mount.tsx', '../loader/contract.ts'],
    ['widget/src/loader/contract.ts', './main.ts'],
  ]
  const typeOnly = {
    name: 'server/src/outbox/looking.ts',
    text: "import type { CatchUp } from '../desk/inbox.ts'\nexport const a: CatchUp = 1\n",
  }
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'baton-rules-'))
    await put('package.json', JSON.stringify({ type: 'module', devDependencies: { 'only-for-development': '1.0.0' } }))
    await put('node_modules/only-for-development/package.json', '{"name":"only-for-development","main":"main.js"}')
    await put('node_modules/only-for-development/main.js', '')
    for (const [name, to] of [...wrong.map(([, name, to]) => [name, to] as const), ...innocent]) {
      await put(name, `import '${to}'\n`)
    }
    await put('server/src/bot/script/print.ts', "import './parse.ts'\n")
    await put(typeOnly.name, typeOnly.text)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function put(name: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }

  it('keep the rules of the layout', async () => {
    expect((await cruise(root)).violations).toEqual([])
  })

  it('that break a rule are found, for every rule that there is', async () => {
    const { violations: found, rules } = await cruise(folder)
    for (const [rule, from] of wrong) expect(found).toContainEqual([rule, from])
    const fine = [typeOnly.name, ...innocent.map(([name]) => name)]
    expect(found.filter(([, from]) => fine.includes(from))).toEqual([])
    expect(wrong.map(([rule]) => rule).sort()).toEqual(rules.sort())
  })
})

type Cruise = { violations: [rule: string, file: string][]; rules: string[] }

async function cruise(cwd: string): Promise<Cruise> {
  const program = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const settings = path.join(root, '.dependency-cruiser.mjs')
  const args = [program, '--config', settings, '-T', 'json', 'shared/src', 'widget/src', 'server/src', 'e2e']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 2 ** 28 })
  const { summary } = JSON.parse(stdout) as { summary: Summary }
  return {
    violations: summary.violations.map(({ rule, from }) => [rule.name, from]),
    rules: summary.ruleSetUsed.forbidden.map(({ name }) => name),
  }
}

type Named = { name: string }
type Summary = { violations: { rule: Named; from: string }[]; ruleSetUsed: { forbidden: Named[] } }

describe('the environment', () => {
  const readers = (all: File[]) =>
    all
      .filter(({ name }) => name.startsWith('server/src/') && name !== 'server/src/config.ts')
      .filter(({ text }) => /\bprocess\s*(\?\.|\.|\[)\s*['"]?env\b|from 'node:process'/.test(text))
      .map(({ name }) => name)

  it('is read in server/src/config.ts only', () => expect(readers(files)).toEqual([]))

  it.each(['process.env.PORT', "process['env'].PORT", "import { env } from 'node:process'"])(
    'counts as read by %s',
    (text) => {
      expect(readers([{ name: 'server/src/main.ts', text }])).toEqual(['server/src/main.ts'])
      expect(readers([{ name: 'server/src/config.ts', text }])).toEqual([])
    },
  )
})

describe('files', () => {
  const limit = 250
  const tooLong = (all: File[]) =>
    all
      .filter(({ text }) => text.split('\n').length - 1 > limit && !/^(\/\/|\/\*).*\blong because\b/.test(text))
      .map(({ name }) => name)
  const badlyNamed = (all: File[]) =>
    all.map(({ name }) => name).filter((name) => /(^|\/)((utils?|common)(\/|\.\w+$)|index\.(ts|tsx|mjs)$)/.test(name))

  it('have 250 lines at most, or begin with "// long because …"', () => expect(tooLong(files)).toEqual([]))

  it('that are longer are found', () => {
    const text = 'a\n'.repeat(limit + 1)
    expect(
      tooLong([
        { name: 'long.ts', text },
        { name: 'right.ts', text: 'a\n'.repeat(limit) },
      ]),
    ).toEqual(['long.ts'])
    expect(tooLong([{ name: 'long.ts', text: `// long because it is a table\n${text}` }])).toEqual([])
  })

  it('have names that say what is in them: no utils, no common, no index', () => expect(badlyNamed(files)).toEqual([]))

  it('with such names are found', () => {
    const names = ['server/src/utils/a.ts', 'a/common/b.ts', 'a/utils.ts', 'index.ts', 'a/index.tsx']
    expect(badlyNamed(names.map((name) => ({ name, text: '' })))).toEqual(names)
    expect(badlyNamed([{ name: 'server/src/index-card.ts', text: '' }])).toEqual([])
  })
})
