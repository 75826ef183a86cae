import { expect, it } from 'vitest'
import { cleanName, extensionOf } from './names.ts'

it.each([
  ['photo.png', 'photo.png'],
  ['Rechnung März 你好.pdf', 'Rechnung März 你好.pdf'],
  ['../../etc/passwd.txt', 'passwd.txt'],
  ['C:\\Users\\me\\a.png', 'a.png'],
  ['/a/b/', ''],
  ['a\u202egnp.exe', 'agnp.exe'],
  ['\u200ba\u2066b\u2069.png\ufeff', 'ab.png'],
  ['a\r\nSet-Cookie: x=1.png', 'aSet-Cookie_ x=1.png'],
  ['a\u0000.exe.png', 'a.exe.png'],
  ['a"b;<c>.png', 'a_b;_c_.png'],
  ['%2e%2e%2fa.png', '_2e_2e_2fa.png'],
  ['...hidden.png', 'hidden.png'],
  ['a.png. . .', 'a.png'],
  ['CON.txt', '_CON.txt'],
  ['lpt1.pdf', '_lpt1.pdf'],
  ['console.txt', 'console.txt'],
  ['a\ud800b.png', 'ab.png'],
  ['cafe\u0301.png', 'café.png'],
  ['   ', ''],
  ['', ''],
])('the name %j becomes %j', (said, name) => expect(cleanName(said)).toBe(name))

it('of 500 characters is cut, and keeps its extension', () => {
  const name = cleanName(`${'😀'.repeat(500)}.png`)
  expect([...name]).toHaveLength(100)
  expect(name.endsWith('😀.png')).toBe(true)
  expect(name.isWellFormed()).toBe(true)
  expect([...cleanName('x'.repeat(500))].length).toBeLessThanOrEqual(100)
})

it.each([
  ['a.PNG', 'png'],
  ['a.tar.gz', 'gz'],
  ['a', ''],
  ['.png', ''],
  ['a.', ''],
])('the extension of %s is “%s”', (name, extension) => expect(extensionOf(name)).toBe(extension))
