// Who may import whom; e2e/rules.test.ts shows that each rule can fail. Types count as much as values, since a type ties two
// folders too, unless a rule says otherwise.
const tests = String.raw`\.test\.tsx?$|/conformance/|/([a-z-]*rig|fakes|histories|workshop|conformance)\.ts$`
// The words that every part of the server speaks, and the ports between them.
const root = '^server/src/(?!main|start|record|config[.]ts)[^/]+[.]ts$'
const words = `${root.slice(1)}|server/src/conversation/|shared/src/`
const ports = 'server/src/(store/store|bell/bell|bot/bot|desk/desk|tickets/tickets)[.]ts$'

/**
 * Files under `from` import, of our own code, only what matches `to`. Packages and Node are free, unless `everything`;
 * types of anything of ours are free with `values`, for what is handed in must be named.
 */
function only(name, from, to, { everything = false, values = false } = {}) {
  const path = everything ? {} : { path: '^(shared|widget|server|e2e)/(?!node_modules/)' }
  const types = values ? { dependencyTypesNot: ['type-only'] } : {}
  return rule(name, { path: from, pathNot: tests }, { ...path, ...types, pathNot: `^(${to})` })
}

function rule(name, from, to) {
  return { name, severity: 'error', from, to }
}

const alone = { everything: true }
const values = { values: true }

export default {
  forbidden: [
    only('shared imports nothing', '^shared/src/', 'shared/src/', alone),

    only('the loader imports only itself', '^widget/src/loader/', 'widget/src/loader/', alone),
    only('browser knows shared', '^widget/src/browser/', 'widget/src/browser/|shared/src/'),
    only('connection knows the browser', '^widget/src/connection/', 'widget/src/(connection|browser)/|shared/src/'),
    only(
      'model knows connection and browser',
      '^widget/src/model/',
      'widget/src/(model|connection|browser)/|shared/src/',
    ),
    only('view knows the model', '^widget/src/view/', 'widget/src/(view/|model/|loader/contract[.]ts$)|shared/src/'),
    only('the widget is the widget', '^widget/src/', 'widget/src/|shared/src/'),

    only('conversation is pure', '^server/src/conversation/', 'server/src/conversation/|shared/src/', alone),
    only('a word knows words', root, words),
    only('store knows conversation', '^server/src/store/', `server/src/store/|${words}`),
    only('record knows ports', '^server/src/record', `server/src/(record|store/store[.]ts$|bell/bell[.]ts$)|${words}`),
    only('a bell knows ports', '^server/src/bell/', `server/src/(bell/|store/store[.]ts$)|${words}`),
    only('outgoing knows its port', '^server/src/outgoing/', `server/src/outgoing/|${words}`),
    only('a bot knows its port', '^server/src/bot/([^/]+)/', `server/src/bot/($1/|bot[.]ts$)|${words}`),
    // What the bot and the visitor said so far, in words; what an opening keeps between its steps; what was asked lately; an outcome's words; what bytes
    // are.
    only(
      'a desk knows its port',
      '^server/src/desk/([^/]+)/',
      `server/src/desk/($1/|(desk|transcript|opening-memory|cache|availability|http-answer|outcome-words|file-type)[.]ts$)|${words}`,
    ),
    // An outcome's words are the same wherever a call went out.
    only(
      'tickets know their port',
      '^server/src/tickets/',
      `server/src/(tickets/|desk/(desk|outcome-words)[.]ts$)|${ports}|${words}`,
    ),
    only('files know ports', '^server/src/files/', `server/src/files/|${ports}|${words}`),
    only('site knows bots and desks', '^server/src/site/', `server/src/(site/|bot/|desk/)|${ports}|${words}`),
    // These four do the work. Each is handed the others, and imports none of them.
    only(
      'inbox knows record and ports',
      '^server/src/desk/[^/]+$',
      `server/src/(desk/[^/]+$|record|site/)|${ports}|${words}`,
      values,
    ),
    only(
      'outbox knows record and ports',
      '^server/src/outbox/',
      `server/src/(outbox/|record|site/|desk/transcript[.]ts$)|${ports}|${words}`,
      values,
    ),
    only(
      'gateway knows record and ports',
      '^server/src/gateway/',
      `server/src/(gateway/|record|site/)|${ports}|${words}`,
      values,
    ),
    only(
      'http knows record and ports',
      '^server/src/http/',
      `server/src/(http/|record|site/)|${ports}|${words}`,
      values,
    ),
    rule(
      'main alone knows every adapter',
      { path: '^server/src/(?!main|start|cli/|site/|(store|bell|bot|desk|outgoing|tickets)/)', pathNot: tests },
      {
        path: '^server/src/(store/(?!store[.]ts)|bell/(?!bell[.]ts)|bot/[^/]+/|desk/[^/]+/|outgoing/|tickets/(?!tickets[.]ts))',
      },
    ),
    only('the server is the server', '^server/src/', 'server/src/|shared/src/'),
    rule('nobody imports main', {}, { path: '^server/src/main[.]ts$' }),

    only('vendors know nothing of Baton', '^e2e/vendors/', 'e2e/vendors/'),

    rule('no circles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    rule('everything is there', {}, { couldNotResolve: true }),
    rule(
      'what runs is a dependency',
      { path: '^(shared|widget|server)/src/', pathNot: tests },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    ),
    rule('what runs needs no test', { path: '^(shared|widget|server)/src/', pathNot: tests }, { path: tests }),
  ],
  options: {
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
    exclude: { path: '(^|/)dist/' },
    doNotFollow: { path: 'node_modules' },
  },
}
