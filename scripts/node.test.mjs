import { expect, it } from 'vitest'
import { pickNode, withNode } from './node.mjs'

const old = { versions: { node: '20.20.2' }, version: 'v20.20.2', execPath: '/usr/bin/node' }

it('takes the running Node when it is new enough', async () => {
  const running = { versions: { node: '26.1.0' }, version: 'v26.1.0', execPath: '/opt/node' }
  expect(await pickNode(running, '/nowhere')).toBe('/opt/node')
})

it('takes the Node of the package when the running one is too old', async () => {
  expect(await pickNode(old, process.execPath)).toBe(process.execPath)
})

it('says where to get Node 24 when there is none', async () => {
  await expect(pickNode(old, '/nowhere')).rejects.toThrow(
    /needs Node 24 .* this is v20\.20\.2.*\n.*https:\/\/nodejs\.org/,
  )
})

it('puts that Node first for children, and lets nothing name an older one', () => {
  const env = withNode('/new/node', { PATH: '/old', NODE: '/old/node', npm_node_execpath: '/old/node', HOME: '/h' })
  expect(env).toMatchObject({ PATH: '/new:/old', HOME: '/h' })
  expect(Object.keys(env).sort()).toEqual(['HOME', 'NODE_COMPILE_CACHE', 'PATH'])
})
