import type { Decision } from '../../server/src/conversation/decision.ts'
import type { Desk } from '../../server/src/desk/desk.ts'
import type { Outgoing } from '../../server/src/outgoing.ts'
import type { DeskKind, Kinds } from '../../server/src/site/kinds.ts'
import type { Desks, Inbox, Log, Outbox, Store, WriteBy } from '../../server/src/store/store.ts'
import type { Points } from './points.ts'

/** The store with a point before and after whatever makes something durable. */
export function watchedStore(store: Store, points: Points): Store {
  return {
    ...store,
    // A spread would lose what is on the prototype.
    generation: store.generation,
    probe: () => store.probe(),
    close: () => store.close(),
    log: watchedLog(store.log, points),
    outbox: watchedOutbox(store.outbox, points),
    inbox: watchedInbox(store.inbox, points),
    desks: watchedDesks(store.desks, points),
  }
}

const around = async <T>(points: Points, name: string, work: () => Promise<T>): Promise<T> => {
  points.hit(`${name} before`)
  const result = await work()
  points.hit(`${name} after`)
  return result
}

function watchedLog(log: Log, points: Points): Log {
  return over(log, {
    async write(id, by, decide) {
      let name = 'log.write'
      const written = await log.write(id, by, (now) => {
        const decision = decide(now)
        name = `log.write ${nameOf(by, decision)}`
        points.hit(`${name} before`)
        return decision
      })
      points.hit(`${name} after`)
      return written
    },
  })
}

/** By the delivery that it settles, else by what it tells first, else by who it is from. */
function nameOf({ settles, origin }: WriteBy, decision: Decision): string {
  if (settles) return `settles ${settles.delivery.task.kind}`
  return decision.events[0]?.kind ?? origin.slice(0, 1)
}

function watchedOutbox(outbox: Outbox, points: Points): Outbox {
  return over(outbox, {
    async claim(...args) {
      const claims = await outbox.claim(...args)
      for (const { delivery } of claims) points.hit(`outbox.claim ${delivery.task.kind} after`)
      return claims
    },
    settle: (claim) => around(points, `outbox.settle ${claim.delivery.task.kind}`, () => outbox.settle(claim)),
    postpone: (claim, ...rest) =>
      around(points, `outbox.postpone ${claim.delivery.task.kind}`, () => outbox.postpone(claim, ...rest)),
  })
}

const watchedInbox = (inbox: Inbox, points: Points): Inbox =>
  over(inbox, {
    add: (rows) => around(points, 'inbox.add', () => inbox.add(rows)),
    done: (ids) => around(points, 'inbox.done', () => inbox.done(ids)),
  })

const watchedDesks = (desks: Desks, points: Points): Desks =>
  over(desks, { set: (...args) => around(points, `desks.set ${args[1].replace(/:.*/, '')}`, () => desks.set(...args)) })

/** HTTP to the outside, with a point around each kind of call; ids in its path are stars. */
export function watchedOutgoing(outgoing: Outgoing, points: Points): Outgoing {
  return {
    call: (request) => around(points, `http ${request.method} ${shapeOf(request.url)}`, () => outgoing.call(request)),
  }
}

function shapeOf(url: string): string {
  const [, ...segments] = new URL(url).pathname.replace(/^\/v[\d.]+/, '').split('/')
  return `/${segments.map((segment) => (/^[a-z_-]{1,30}$/.test(segment) ? segment : '*')).join('/')}`
}

/** Desks with a point around each call of the port. */
export function watchedKinds(kinds: Kinds, points: Points): Kinds {
  const { freshchat, livechat } = kinds.desks
  return {
    ...kinds,
    desks: {
      ...(freshchat && { freshchat: watchedKind(freshchat, points) }),
      ...(livechat && { livechat: watchedKind(livechat, points) }),
    },
  }
}

const watchedKind = <Entry>(kind: DeskKind<Entry>, points: Points): DeskKind<Entry> => ({
  ...kind,
  build(entry, deps) {
    const desk = kind.build(entry, deps)
    return Array.isArray(desk) ? desk : watchedDesk(desk, points)
  },
})

const watchedDesk = (desk: Desk, points: Points): Desk =>
  over(desk, {
    identify: (...args) => around(points, 'desk.identify', () => desk.identify(...args)),
    open: (...args) => around(points, 'desk.open', () => desk.open(...args)),
    findOpening: (...args) => around(points, 'desk.findOpening', () => desk.findOpening(...args)),
    send: (...args) => around(points, `desk.send ${args[1].kind}`, () => desk.send(...args)),
    find: (...args) => around(points, `desk.find ${args[1].kind}`, () => desk.find(...args)),
    catchUp: (...args) => around(points, 'desk.catchUp', () => desk.catchUp(...args)),
  })

/** The same object with some of its methods replaced, whether they lie on it or on its prototype. */
export function over<T extends object>(base: T, methods: Partial<T>): T {
  return new Proxy(base, {
    get(target, name) {
      if (Object.hasOwn(methods, name)) return Reflect.get(methods, name)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
