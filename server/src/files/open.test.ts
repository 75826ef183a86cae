import type { ConversationId, FileId, SessionId } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { linkLife } from '../file-limits.ts'
import { createSealer } from '../secrets.ts'
import { createLinks } from './links.ts'
import { createTurning, type FilesRig, linkOf, session, startFiles } from './rig.ts'
import * as samples from './samples-rig.ts'

describe('a link', () => {
  let rig: FilesRig
  let file: FileId
  beforeEach(async () => {
    rig = await startFiles()
    file = (await rig.put(samples.text, 'a.txt')).file as FileId
  })
  afterEach(() => rig.close())
  const to = () => ({ visitor: rig.place.visitor, conversation: rig.place.conversation, session })
  async function link() {
    const made = await rig.files.link(`/files/${file}`, to())
    if (!made) throw new Error('no link')
    return made
  }

  it('opens the file for ten minutes and not a moment longer', async () => {
    const { url, until } = await link()
    expect(url).toMatch(new RegExp(`^/files/${file}/${until}\\.${session}\\.[A-Za-z0-9_-]{22}/a\\.txt$`))
    expect(until - rig.clock.now()).toBeGreaterThan(linkLife - 5_000)
    expect(await rig.files.open(file, linkOf({ url }))).toMatchObject({ name: 'a.txt', type: 'text/plain', until })
    rig.clock.turn(linkLife)
    expect(await rig.files.open(file, linkOf({ url }))).toBe('notFound')
  })

  it('opens nothing when any of what it is bound to is another', async () => {
    const other = (await rig.put(samples.text, 'b.txt')).file as FileId
    const given = linkOf(await link())
    const [until = '', by = '', mac = ''] = given.split('.')
    expect(await rig.files.open(file, given)).toHaveProperty('bytes')
    const wrong: [FileId, string][] = [
      [other, given],
      ['x'.repeat(22) as FileId, given],
      [file, `${Number(until) + 1}.${by}.${mac}`],
      [file, `${Number(until) - 1}.${by}.${mac}`],
      [file, `0${until}.${by}.${mac}`],
      [file, `1e99.${by}.${mac}`],
      [file, `${until}.${by}x.${mac}`],
      [file, `${until}..${mac}`],
      [file, `${until}.${by}.${mac}x`],
      [file, `${until}.${by}.${mac.slice(1)}`],
      [file, `${until}.${by}.`],
      [file, `${given}.x`],
      [file, ''],
    ]
    for (const [id, text] of wrong) expect([text, await rig.files.open(id, text)]).toEqual([text, 'notFound'])
  })

  it('is bound to the conversation of the file', () => {
    const clock = createTurning()
    const links = createLinks({ sealer: createSealer(['k'.repeat(43)]), now: clock.now })
    const made = links.open(file, 'c1' as ConversationId, session)
    expect(links.opens(file, 'c1' as ConversationId, made.link)).toBe(made.until)
    expect(links.opens(file, 'c2' as ConversationId, made.link)).toBeNull()
    const other = links.open(file, 'c1' as ConversationId, 'another-session' as SessionId)
    expect(other.link.split('.')[2]).not.toBe(made.link.split('.')[2])
  })

  it('is only given to who the file is for', async () => {
    const other = await rig.newPlace()
    expect(await rig.files.link(`/files/${file}`, { ...to(), visitor: other.visitor })).toBeNull()
    expect(await rig.files.link(`/files/${file}`, { ...to(), conversation: other.conversation })).toBeNull()
    for (const path of [
      '',
      '/files/',
      `/files/${file}/`,
      `/files/${file}x`,
      `files/${file}`,
      `https://x/files/${file}`,
    ])
      expect([path, await rig.files.link(path, to())]).toEqual([path, null])
    expect(await rig.files.link(`/files/${'x'.repeat(22)}`, to())).toBeNull()
  })

  it('that was made for a put does not open, and the other way round', async () => {
    const links = createLinks({ sealer: createSealer(['k'.repeat(43)]), now: rig.clock.now })
    expect(await rig.files.open(file, links.put(file))).toBe('notFound')
    expect(await rig.files.receive(file, linkOf(await link()), samples.text)).toBe('notFound')
  })

  it('still opens while the secret key is being replaced, and no longer when the old one is gone', async () => {
    const [old, young] = ['k'.repeat(43), 'y'.repeat(43)] as const
    const { url } = await link()
    const during = rig.serve({ secrets: [young, old] })
    expect(await during.open(file, linkOf({ url }))).toHaveProperty('bytes')
    const renewed = await during.link(`/files/${file}`, to())
    const after = rig.serve({ secrets: [young] })
    expect(await after.open(file, linkOf({ url }))).toBe('notFound')
    expect(renewed && (await after.open(file, linkOf(renewed)))).toHaveProperty('bytes')
    const key = (await rig.put(samples.text, 'a.txt', undefined, during)).file
    expect(key).toBe(file)
  })
})
