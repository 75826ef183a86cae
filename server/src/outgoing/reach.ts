import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { BlockList, isIP } from 'node:net'

/**
 * Where a call may end up, whatever a name resolves to. owner: anywhere, the site file says so · loopback: this machine only ·
 * public: the open internet only, for addresses that strangers chose.
 */
export type Reach = 'owner' | 'loopback' | 'public' | 'publicOrLoopback'

/** The address that a name stands for is not one we may call. */
export class AddressRefused extends Error {
  readonly code = 'address-refused'
}

const loopback = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
])

/** IANA's special-purpose registries, and the metadata servers that live outside of them. */
const special4 = blockList([
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
])

const global6 = blockList([['2000::', 3, 'ipv6']])
/** Parts of 2000::/3 that are tunnels to IPv4, documentation, or nobody's. */
const special6 = blockList([
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
])

function blockList(ranges: [address: string, prefix: number, family: 'ipv4' | 'ipv6'][]): BlockList {
  const list = new BlockList()
  for (const range of ranges) list.addSubnet(...range)
  return list
}

/** Whether this address, in any spelling of `node:net`, may be called. Anything that is not an address: no. */
export function mayReach(reach: Reach, address: string): boolean {
  const family = isIP(address)
  if (family === 0) return false
  switch (reach) {
    case 'owner':
      return true
    case 'loopback':
      return isLoopback(address, family)
    case 'public':
      return isPublic(address, family)
    case 'publicOrLoopback':
      return isLoopback(address, family) || isPublic(address, family)
  }
}

/** `localhost`, or an address of this machine, as it stands in a URL. */
export function isLoopbackHost(hostname: string): boolean {
  const host = withoutBrackets(hostname)
  const family = isIP(host)
  return family === 0 ? host === 'localhost' : isLoopback(host, family)
}

export const withoutBrackets = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

function isLoopback(address: string, family: number): boolean {
  return loopback.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

function isPublic(address: string, family: number): boolean {
  if (family === 4) return !special4.check(address, 'ipv4')
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6')
}

/** Resolves once and hands the checked addresses to the socket, so that a second answer of the name server cannot differ. */
export function checkedLookup(reach: Reach): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const bad = found.find(({ address }) => !mayReach(reach, address))
      const [first] = found
      if (bad || !first)
        return callback(new AddressRefused(`${hostname} resolves to an address that must not be called`), [])
      if (options.all) callback(null, found)
      else callback(null, first.address, first.family)
    })
  }
}
