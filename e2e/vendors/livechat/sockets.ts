import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Happening } from './happenings.ts'
import type { SocketInfo } from './livechat.ts'
import { payloadOf } from './payloads.ts'
import type { RtmRules } from './rtm-requests.ts'
import { RtmSocket } from './rtm-socket.ts'
import type { Asker } from './telling.ts'
import { versionOf } from './versions.ts'
import type { Surface } from './wire-events.ts'

export interface Sockets {
  list(): SocketInfo[]
  isOnline(customer: string): boolean
  /** To every socket that may know of it; the asker's copy carries its request id. */
  push(happening: Happening, asker: Asker | null): void
  /** Tells and closes those of a holder; null = all. */
  disconnect(reason: string, holder: string | null): void
  serve(server: Server): void
  close(): void
}

/** These are told to all agents of the chat's groups, the rest only to members and followers (contract 7.3). */
const keyChanges = ['incoming_chat', 'chat_deactivated', 'chat_transferred', 'user_added_to_chat']

export function socketsOf(rules: Omit<RtmRules, 'isOnline'>): Sockets {
  const { account } = rules
  const open = new Set<RtmSocket>()
  const acceptor = new WebSocketServer({ noServer: true, autoPong: false })
  let count = 0

  const isOnline = (customer: string) => [...open].some((one) => one.surface === 'customer' && one.holder === customer)

  function concerns(socket: RtmSocket, happening: Happening): boolean {
    const who = socket.entered?.who
    if (!who) return false
    if (happening.action === 'groups_status_updated') return true
    if (who.kind === 'customer') {
      if ('chat' in happening) return happening.chat.customer === who.customer.id
      return happening.action === 'customer_updated' && happening.customer === who.customer
    }
    if (happening.action === 'incoming_multicast') return happening.agents.includes(who.agent.id)
    if (!('chat' in happening)) return true
    const { chat } = happening
    if (chat.followers.includes(who.agent.id)) return true
    if (chat.users.some((user) => user.id === who.agent.id && user.present)) return true
    const inGroup = chat.groups.some((group) => who.agent.groups.some((one) => one.id === group))
    return inGroup && (keyChanges.includes(happening.action) || happening.action === 'queue_position_updated')
  }

  function accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const [, inPath, surface] = /^\/(v[\d.]+)\/(customer|agent)\/rtm\/ws$/.exec(url.pathname) ?? []
    const place = `RTM /${surface}/rtm/ws`
    if (surface === undefined || account.faults.take('outage', place) || account.faults.take('reset', place)) {
      socket.destroy()
      return
    }
    acceptor.handleUpgrade(request, socket, head, (wire) => {
      count += 1
      const version = versionOf(inPath, undefined)
      const region = url.searchParams.get('x-region')
      const one = new RtmSocket(count, surface as Surface, { version: version.number, region }, wire, {
        ...rules,
        isOnline,
      })
      open.add(one)
      wire.on('close', () => {
        open.delete(one)
        account.onChange()
      })
      account.onChange()
      const misdirected = account.faults.take('misdirected', place)
      if (misdirected && region !== misdirected.how) {
        one.disconnect('misdirected_connection', { region: misdirected.how })
      } else if (!version.supported) one.disconnect('unsupported_version')
      else if (surface === 'customer' && url.searchParams.get('organization_id') !== account.state.organizationId) {
        one.disconnect('license_not_found')
      }
    })
  }

  return {
    list: () => [...open].map(({ id, surface, holder, since }) => ({ id, surface, holder, since })),
    isOnline,
    push(happening, asker) {
      for (const socket of open) {
        if (!concerns(socket, happening)) continue
        const payload = payloadOf(account, socket.surface, happening)
        if (payload === null) continue
        const requestId = asker?.socket === socket.id ? asker.requestId : null
        // Agents hear of places in the queue by the list (contract 7.3).
        if (happening.action === 'queue_position_updated' && socket.surface === 'agent') {
          socket.push('queue_positions_updated', [payload], requestId)
        } else socket.push(happening.action, payload, requestId)
      }
    },
    disconnect(reason, holder) {
      for (const socket of [...open]) if (holder === null || socket.holder === holder) socket.disconnect(reason)
    },
    serve: (server) => void server.on('upgrade', accept),
    close() {
      for (const socket of open) socket.cut()
      open.clear()
    },
  }
}
