import { expect, it } from 'vitest'
import { mailAddress, shapedContact } from './contact.ts'

it.each([
  ['vi@example.com', 'vi@example.com'],
  [' vi.s+chat@mail.example.co.uk\n', 'vi.s+chat@mail.example.co.uk'],
  ['vi@Bücher.example', 'vi@xn--bcher-kva.example'],
  ['help@intranet', 'help@intranet'],
  ["o'neil@example.com", "o'neil@example.com"],
  ['', null],
  ['vi', null],
  ['@example.com', null],
  ['vi@', null],
  ['vi@exa mple.com', null],
  ['vi@example..com', null],
  ['.vi@example.com', null],
  ['vi@-example.com', null],
  ['"vi"@example.com', null],
  ['vi@example.com,me@example.com', null],
  ['vi@example.com\r\nBcc: a@b.example', null],
  ['vi@example.com>\r\nRCPT TO:<a@b.example', null],
  ['a@b@example.com', null],
  ['ü@example.com', null],
  [`${'x'.repeat(65)}@example.com`, null],
  [`vi@${'x'.repeat(300)}.com`, null],
])('reads %j as the address %s', (given, address) => expect(mailAddress(given)).toBe(address))

it('takes what is a phone number, as it was written', () => {
  const phone = (given: string) => shapedContact({ phone: given }).phone
  for (const fine of ['+49 (0)30 123-456', '112', '(555) 010.9999', '+1/555/0100']) expect(phone(fine)).toBe(fine)
  for (const odd of ['', 'call me', '12', '+'.repeat(9), '1'.repeat(16), '030 123; drop', '٠١٢٣', '1\u00002'])
    expect(phone(odd), odd).toBeNull()
})

it('makes one short line of a name', () => {
  expect(shapedContact({ name: ' Vi\r\n\u202eSitor\u0000 ' }).name).toBe('Vi Sitor')
  expect(shapedContact({ name: `${'🙂'.repeat(60)}` }).name).toBe('🙂'.repeat(50))
  expect(shapedContact({ name: `x${'🙂'.repeat(60)}` }).name).toBe(`x${'🙂'.repeat(49)}`)
  expect(shapedContact({ name: ' \n ' })).toEqual({ name: null, email: null, phone: null })
})
