import type { ConversationId } from '@baton/shared/ids.ts'
import { useRef, useState } from 'preact/hooks'
import type { Chat } from '../../model/chat.ts'
import { createLinks, type Links } from '../../model/links.ts'
import { safeUrl } from '../safe-url.ts'
import { useUi } from '../ui.ts'

const made = new WeakMap<Chat, Links>()

/** The links of a chat, shared by all that it shows. */
export function useLinks(): Links {
  const { chat } = useUi()
  const links = made.get(chat) ?? createLinks(chat.files)
  made.set(chat, links)
  return links
}

/** Whether it is one that we keep, which needs a link. */
export const isKept = (url: string) => /^\/files\/[\w-]+$/.test(url)
/** An address elsewhere that may be shown; null: there is none, or it needs a link. */
export const addressElsewhere = (url: string) => (/^https:/i.test(url) ? safeUrl(url) : null)

/** Opens what we keep in another tab, by a link that is fresh. `failed`: it could not be had now · gone: nor will it be, so it may say so. */
export function useOpening(conversation: ConversationId | null, path: string) {
  const { origin } = useUi()
  const links = useLinks()
  const [state, setState] = useState<'idle' | 'busy' | 'failed' | 'gone'>('idle')
  const busy = useRef(false)
  const open = async () => {
    if (busy.current || conversation === null) return
    busy.current = true
    setState('busy')
    const got = await links.get(conversation, path, true)
    busy.current = false
    if (typeof got !== 'object') return setState(got === 'gone' ? 'gone' : 'failed')
    setState('idle')
    const anchor = document.createElement('a')
    anchor.href = origin + got.url
    anchor.target = '_blank'
    anchor.rel = 'noopener noreferrer'
    anchor.click()
  }
  return { state, open: () => void open() }
}
