// @vitest-environment node
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { defaultSettings, readSettings } from './settings.ts'

it('takes what is right, and leaves the rest at its default', () => {
  const given = {
    name: 'Acme',
    color: 'red',
    position: 'left',
    texts: { send: 'Go', bot: 7 },
    zIndex: 5,
    mailsTranscripts: true,
    app: '/app/x.js',
  }
  expect(readSettings(given)).toEqual({
    ...defaultSettings,
    name: 'Acme',
    position: 'left',
    texts: { send: 'Go' },
    zIndex: 5,
    mailsTranscripts: true,
    app: '/app/x.js',
  })
})

it.each([
  [
    { accept: '.pdf', size: 5 },
    { accept: '.pdf', size: 5 },
  ],
  [{ accept: '.pdf' }, undefined],
  [{ accept: 7, size: 5 }, undefined],
  [null, undefined],
])('takes files only where it is told which: %j', (files, taken) => {
  expect(readSettings({ files }).files).toEqual(taken)
})

it('survives any answer', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(Object.keys(readSettings(json)).sort()).toEqual(Object.keys(defaultSettings).sort())
    }),
  )
})
