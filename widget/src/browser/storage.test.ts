import { afterEach, describe, expect, it } from 'vitest'
import { createDrawer } from '../model/drawer.ts'
import { createStorage } from './storage.ts'

const denied = () => {
  throw new DOMException('denied', 'SecurityError')
}
afterEach(() => localStorage.clear())

describe('storage', () => {
  it('lives in memory where naming it throws already', () => {
    const storage = createStorage(denied, window)
    storage.set('a.1', 'x')
    expect([storage.get('a.1'), storage.names('a.')]).toEqual(['x', ['a.1']])
    storage.remove('a.1')
    expect([storage.get('a.1'), storage.names('a.')]).toEqual([null, []])
  })

  it('lives in memory where the disk is full, and keeps what was there before', () => {
    localStorage.setItem('old', 'kept')
    const full = {
      getItem: (name: string) => localStorage.getItem(name),
      setItem: denied,
      removeItem: denied,
      key: () => null,
      length: 0,
      clear: denied,
    }
    const storage = createStorage(() => full, window)
    storage.set('new', 'x')
    expect([storage.get('old'), storage.get('new'), localStorage.getItem('new')]).toEqual(['kept', 'x', null])
  })

  it('tells of what another tab wrote until it is told to stop', () => {
    const heard: unknown[] = []
    const stop = createStorage(() => localStorage, window).onChange((name, value) => heard.push([name, value]))
    window.dispatchEvent(new StorageEvent('storage', { key: 'a', newValue: 'x' }))
    stop()
    window.dispatchEvent(new StorageEvent('storage', { key: 'b', newValue: 'y' }))
    expect(heard).toEqual([['a', 'x']])
  })
})

describe('the drawer', () => {
  it('takes what other scripts have written there for nothing', () => {
    localStorage.setItem('baton.acme', 'no json')
    localStorage.setItem('baton.acme.q.1', '{"key":1}')
    localStorage.setItem('baton.acme.q.2', '[')
    localStorage.setItem('baton.acme.q.3', 'null')
    const drawer = createDrawer(
      createStorage(() => localStorage, window),
      'acme',
    )
    expect(drawer.read()).toEqual({ token: null, session: null, live: false, seen: null })
    expect(drawer.unsent()).toEqual([])
  })
})
