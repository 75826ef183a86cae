import type { SendKey, SessionId } from '@baton/shared/ids.ts'
import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Stop } from '../browser/clock.ts'
import { putFile } from '../browser/put-file.ts'
import { backoff } from './backoff.ts'
import type { FileNeeds } from './file-needs.ts'
import { checkFile, type FileTrouble, type Offer } from './file-trouble.ts'

/** A file on its way to the server. Nothing of it is a message before its bytes are kept there. */
export type Upload = {
  key: SendKey
  name: string
  size: number
  /** waiting: for its turn or for the line · going: its bytes are under way · failed: until the visitor retries or discards it. */
  state: 'waiting' | 'going' | 'failed'
  /** How much has left, from 0 to 1. */
  part: number
  why: FileTrouble | null
}

/**
 * One after the other, each a message of its own, in the order in which they were chosen. What is written meanwhile goes before: a
 * file takes its place behind it when it is kept, here and in the stored order alike. All of it is lost with the page.
 */
export interface Uploads {
  list: ReadonlySignal<Upload[]>
  /** What happened last, to be said: one has begun, or is kept. How far it is in between is to be seen. */
  told: ReadonlySignal<{ name: string; kept: boolean } | null>
  add(files: Iterable<File>, offer: Offer): void
  /** The same file again, where trying again can help. */
  retry(key: SendKey): void
  discard(key: SendKey): void
  stop(): void
}

type Item = Upload & { file: File; session: SessionId | null }

const stalled = 60_000 // without a byte leaving, or an answer: the server may look at a picture for a while
const lineWait = 2_000 // the line tells when it stands again, but not of each short break
const patience = 6 // tries that the line stood for; what is in the way then is not the line
const pause = 2_000 // longer each time: where a line broke, the server waits some seconds for the rest before it takes a file anew

export function createUploads(needs: FileNeeds, origin: string, put = putFile): Uploads {
  const { connection, clock, chance, line } = needs
  const list = signal<Item[]>([])
  const told = signal<{ name: string; kept: boolean } | null>(null)
  let current: SendKey | null = null
  let tries = 0
  let turn = 0
  let over = false
  let stopPut: Stop = () => {}
  let stopTimer: Stop = () => {}

  const change = (key: SendKey, to: Partial<Item>) => {
    list.value = list.value.map((item) => (item.key === key ? { ...item, ...to } : item))
  }
  const remove = (key: SendKey) => {
    list.value = list.value.filter((item) => item.key !== key)
  }
  const halt = () => {
    turn++
    stopPut()
    stopTimer()
  }
  /** The next may go. */
  const finish = () => {
    halt()
    current = null
    tries = 0
    pump()
  }
  const fail = (key: SendKey, why: FileTrouble) => {
    change(key, { state: 'failed', part: 0, why })
    finish()
  }
  const pump = () => {
    const next = list.value.find(({ state }) => state === 'waiting')
    if (over || current !== null || !next) return
    current = next.key
    void begin(next)
  }
  const again = (item: Item, least = 0) => {
    halt()
    change(item.key, { state: 'waiting', part: 0 })
    stopTimer = clock.after(Math.max(least, backoff(tries, chance.fraction())), () => void begin(item))
  }
  /** Asks each time: the path may be too old by now, or the bytes may be there already. */
  const begin = async (item: Item) => {
    const { key, file, name, size, session } = item
    halt()
    // Nothing is sent under another identity than the one it was chosen under.
    if (!session || session !== needs.session()) return fail(key, 'failed')
    const mine = turn
    const reply = await connection.attach({ session, key, name, type: file.type, size })
    if (mine !== turn) return
    if (reply === 'lost') return again(item, lineWait)
    if (reply.ok) {
      const keep = () => {
        remove(key)
        told.value = { name, kept: true }
        needs.send({ kind: 'file', file: reply.file, name, size }, session, key)
        finish()
      }
      return reply.kept ? keep() : transfer(item, origin + reply.put, keep)
    }
    const { code, after } = reply.error
    if (code === 'slowDown' || code === 'unavailable') return again(item, after)
    fail(key, troubleOf(code))
  }
  const transfer = (item: Item, url: string, keep: () => void) => {
    const { key } = item
    const watch = () => {
      stopTimer()
      stopTimer = clock.after(stalled, () => {
        stopPut()
        missed()
      })
    }
    const missed = () => {
      if (++tries >= patience) fail(key, 'failed')
      else again(item, tries * pause)
    }
    change(key, { state: 'going', part: 0 })
    if (tries === 0) told.value = { name: item.name, kept: false }
    watch()
    stopPut = put(url, item.file, {
      progress(part) {
        change(key, { part })
        watch()
      },
      done({ status, error }) {
        if (status === 200) return keep()
        // A proxy in between has limits of its own, and no words for them.
        const why = troubleOf(error ?? (status === 413 ? 'tooLarge' : null))
        if (why === 'failed') missed()
        else fail(key, why === 'fileType' ? 'misnamed' : why)
      },
    })
  }

  const stopHearing = effect(() => {
    const stands = line.value === 'ready' || line.value === 'back'
    const item = list.peek().find(({ key }) => key === current)
    if (!stands || item?.state !== 'waiting') return
    // Not after whatever pause was begun while the line was down.
    stopTimer()
    stopTimer = clock.after(0, () => void begin(item))
  })

  return {
    ...{ list, told },
    add(files, offer) {
      const session = needs.session()
      const items = [...files].map((file): Item => {
        const why = checkFile(file, offer)
        const { name, size } = file
        return { key: chance.key(), name, size, file, session, part: 0, why, state: why ? 'failed' : 'waiting' }
      })
      list.value = [...list.value, ...items]
      pump()
    },
    retry(key) {
      const item = list.value.find((item) => item.key === key)
      if (item?.state !== 'failed') return
      const to = { ...item, state: 'waiting', why: null } as const
      // Another identity's: a file of its own, as who they are now.
      const other = item.session !== needs.session()
      list.value = [
        ...list.value.filter((other) => other !== item),
        other ? { ...to, key: chance.key(), session: needs.session() } : to,
      ]
      pump()
    },
    discard(key) {
      remove(key)
      if (current === key) finish()
    },
    stop() {
      over = true
      stopHearing()
      halt()
    },
  }
}

function troubleOf(code: string | null): FileTrouble {
  switch (code) {
    case 'tooLarge':
    case 'fileType':
    case 'tooMany':
    case 'noFiles':
      return code
    default:
      return 'failed'
  }
}
