import type { IncomingMessage } from 'node:http'
import { isIPv4, isIPv6 } from 'node:net'

/** Whether the proxy at that address, the `hop`th from us, is believed. Express makes it from BATON_TRUST_PROXY. */
export type Trust = (address: string, hop: number) => boolean

/**
 * Who is at the other end, for limits: the first address, counted from us, that no believed proxy has. Of IPv6 the first half, since a
 * household or a machine has all of the second.
 */
export function addressOf(request: Pick<IncomingMessage, 'headers' | 'socket'>, trust: Trust): string {
  const forwarded = request.headers['x-forwarded-for']
  const claimed = (Array.isArray(forwarded) ? forwarded.join() : (forwarded ?? '')).split(',').map((one) => one.trim())
  const hops = [request.socket.remoteAddress ?? '', ...claimed.filter((one) => one !== '').reverse()]
  let hop = 0
  while (hop < hops.length - 1 && trust(hops[hop] as string, hop)) hop++
  return network(hops[hop] as string)
}

function network(address: string): string {
  const mapped = address.replace(/^::ffff:/i, '')
  if (isIPv4(mapped)) return mapped
  if (!isIPv6(address)) return 'unknown'
  const [left = '', right] = (address.split('%')[0] as string).split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right ? right.split(':') : []
  const zeros = right === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0')
  const groups = [...head, ...zeros, ...tail].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::`
}
