import { useRef } from 'preact/hooks'
import { LaterPlace } from './later-place.tsx'
import { useUi } from './ui.ts'

/** Where files are attached, once somebody is there or waited for; then for good, since some may still be under way. */
export function AttachPlace() {
  const ui = useUi()
  const needed = useRef(false)
  const { settings, mode } = ui.chat
  const can = settings.value.files !== undefined && (mode.value === 'waiting' || mode.value === 'agent')
  needed.current ||= can
  if (!needed.current) return null
  return <LaterPlace text={null} draw={(later, place) => later.drawAttach(place, ui, can)} />
}
