/** Something a client did that the contract does not allow; it was also refused where the vendor would refuse it. */
export type Breach = {
  at: string
  /** One sentence naming the field or rule. */
  what: string
  /** Method and path, as `POST /v2/conversations`. */
  where: string
  /** `n` of the entry in `requests`. */
  request: number
}

export type Request<FaultName extends string = string> = {
  n: number
  at: string
  method: string
  /** With its query, as sent. */
  path: string
  /** Parsed JSON, or null. */
  body: unknown
  /** Null while unanswered, and for good when the connection was cut or left hanging. */
  status: number | null
  /** The faults that bit this call. */
  faults: FaultName[]
  /** From the last byte read to the last byte written. */
  ms: number | null
}

/** What clients asked, and what they asked wrongly. Both lists keep their identity, so that a test may hold on to them. */
export interface RequestLog<FaultName extends string> {
  readonly requests: Request<FaultName>[]
  readonly breaches: Breach[]
  open(method: string, path: string): Request<FaultName>
  breach(request: Request<FaultName>, what: string): void
}

/** A long chaos run must not fill the memory: the oldest requests are forgotten, breaches never are. */
const kept = 20_000

export function requestLog<FaultName extends string>(time: () => string): RequestLog<FaultName> {
  const requests: Request<FaultName>[] = []
  const breaches: Breach[] = []
  let count = 0
  return {
    requests,
    breaches,
    open(method, path) {
      count += 1
      const request: Request<FaultName> = {
        n: count,
        at: time(),
        method,
        path,
        body: null,
        status: null,
        faults: [],
        ms: null,
      }
      requests.push(request)
      if (requests.length > kept) requests.shift()
      return request
    },
    breach(request, what) {
      const where = `${request.method} ${request.path.split('?')[0]}`
      breaches.push({ at: time(), what, where, request: request.n })
    },
  }
}
