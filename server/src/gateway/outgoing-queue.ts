/** What one socket may have waiting (design.md §9). */
export const outgoingLimits = { bytes: 512 * 1_024, packets: 500 }

/** Counts what a connection has not yet handed to the network: Engine.IO's `writeBuffer`, private there and the only place to see it. */
export function isTooFarBehind(connection: object): boolean {
  const { writeBuffer } = connection as { writeBuffer: readonly { data?: unknown }[] }
  if (writeBuffer.length === 0) return false
  if (writeBuffer.length > outgoingLimits.packets) return true
  let bytes = 0
  for (const { data } of writeBuffer) {
    bytes += typeof data === 'string' ? Buffer.byteLength(data) : data instanceof Uint8Array ? data.byteLength : 0
    if (bytes > outgoingLimits.bytes) return true
  }
  return false
}
