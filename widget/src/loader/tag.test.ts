import { afterEach, expect, it, vi } from 'vitest'
import { readTag } from './tag.ts'

afterEach(() => {
  vi.restoreAllMocks()
  document.head.replaceChildren()
})

function scriptWith(data: Record<string, string>, src = 'https://chat.example/baton.js') {
  const script = document.createElement('script')
  // Not connected with its address: the test must not load it.
  Object.defineProperty(script, 'src', { value: src })
  script.setAttribute('src', src)
  Object.assign(script.dataset, data)
  return script
}

it('reads the tag that is running', () => {
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(scriptWith({ site: 'acme', color: '#fff', zIndex: '9' }))
  expect(readTag(document)).toEqual({
    ...{ site: 'acme', origin: 'https://chat.example' },
    look: { color: '#fff', position: null, zIndex: '9', language: null, label: null },
  })
})

it('finds its tag when a tag manager runs it without one', () => {
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(null)
  const found = scriptWith({ site: 'acme' }, 'https://chat.example/baton.js?v=2')
  vi.spyOn(document, 'querySelector').mockImplementation((selector) => (found.matches(selector) ? found : null))
  expect(readTag(document)?.origin).toBe('https://chat.example')
})

it.each(['', 'Acme', 'a b', '../x', 'a'.repeat(41)])('takes %j for no site', (site) => {
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(scriptWith({ site }))
  expect(readTag(document)).toBeNull()
})
