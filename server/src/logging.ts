import { type DestinationStream, type Logger, pino } from 'pino'

/** Fields that nobody should log and that are cut out if somebody does: at the logger, not at each call. */
const never = ['token', 'secret', 'password', 'authorization', 'text', 'parts', 'cookie', 'email']
const paths = never.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** One JSON line each, in UTC. Errors keep code, message and stack; what visitors and agents write is never handed in. */
export function createLogger(level: string, to?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.err },
    redact: { paths, censor: '[cut]' },
  }
  return to ? pino(options, to) : pino(options)
}
