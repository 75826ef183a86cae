/**
 * One Engine.IO connection (protocol 4, text packets only) over one transport: packets in, packets out, until it is closed.
 * Baton speaks Engine.IO and Socket.IO itself, since the ready-made client alone would be a third of the widget
 * (docs/decisions).
 */
export interface Pipe {
  send(packet: string): void
  /** Silent: `closed` is not told. */
  close(): void
}

export interface PipeEvents {
  packet(packet: string): void
  /** It broke or could not be had. Told once. */
  closed(): void
}

/** `query` begins with `&`. */
export type OpenPipe = (origin: string, path: string, query: string, to: PipeEvents) => Pipe

/** The address of a transport: Socket.IO's server wants the slash. */
export const engineUrl = (origin: string, path: string, transport: string, query: string) =>
  `${origin}${path}/?EIO=4&transport=${transport}${query}`
