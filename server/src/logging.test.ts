import { expect, it } from 'vitest'
import { createLogger } from './logging.ts'

it('cuts out what nobody should log, if somebody does, and keeps what an owner needs of an error', () => {
  const lines: string[] = []
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) })
  logger.info(
    { token: 'CANARY', site: 'acme', desk: { secret: 'CANARY' }, part: { inner: { text: 'CANARY' } } },
    'said',
  )
  logger.warn({ err: new Error('disk full'), headers: { authorization: 'CANARY', cookie: 'CANARY' } }, 'trouble')
  logger.debug('not at this level')
  logger.error({ error: new Error('of ours') }, 'line one\r\n{"level":"forged"}')
  expect(lines).toHaveLength(3)
  expect(lines.join()).not.toContain('CANARY')
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 'info', site: 'acme', msg: 'said' },
    { level: 'warn', err: { message: 'disk full' } },
    { level: 'error', error: { message: 'of ours' } },
  ])
})
