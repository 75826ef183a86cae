// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { checkFile, isRetryable } from './file-trouble.ts'

const offer = { accept: 'image/png, .pdf,text/*', size: 100 }
const check = (name: string, type: string, size = 100) => checkFile({ name, type, size }, offer)

describe('a file', () => {
  it('is taken by its type, by the end of its name, or by the first half of its type', () => {
    expect([check('a', 'image/png'), check('A.PDF', ''), check('notes', 'text/plain')]).toEqual([null, null, null])
  })

  it.each([
    ['a.svg', 'image/svg+xml'],
    ['a.png.exe', ''],
    ['pdf', ''],
    ['context/plain', 'context/plain'],
    ['tape', 'tape/plain'],
  ])('is refused by its kind: %s', (name, type) => {
    expect(check(name, type)).toBe('fileType')
  })

  it('may be as large as is said, and not a byte larger, and not empty', () => {
    expect([check('a.pdf', '', 100), check('a.pdf', '', 101), check('a.pdf', '', 0)]).toEqual([
      null,
      'tooLarge',
      'empty',
    ])
  })

  it('of any kind is refused where nothing is named', () => {
    expect(checkFile({ name: 'a.pdf', type: 'application/pdf', size: 1 }, { accept: ' , ', size: 9 })).toBe('fileType')
  })

  it('is offered another try only where that can help', () => {
    expect((['tooLarge', 'fileType', 'tooMany', 'empty', 'noFiles', 'failed'] as const).filter(isRetryable)).toEqual([
      'noFiles',
      'failed',
    ])
  })
})
