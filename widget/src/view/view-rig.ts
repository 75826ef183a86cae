import type { WidgetSettings } from '@baton/shared/settings.ts'
import { signal } from '@preact/signals'
import { render } from '@testing-library/preact'
import { h } from 'preact'
import { createRig } from '../model/chat-rig.ts'
import { defaultSettings } from '../model/settings.ts'
import { Panel } from './panel.tsx'
import { createWords } from './texts.ts'
import { UiContext } from './ui.ts'

/** For tests: the whole panel over a real model and a fake server. */
export async function openPanel(settings: Partial<WidgetSettings> = {}) {
  const rig = createRig(settings)
  const tab = rig.openTab()
  tab.chat.show()
  await rig.clock.pass(0)
  const { words } = createWords(signal(defaultSettings), { language: 'en', direction: '' })
  const view = render(
    h(
      UiContext.Provider,
      { value: { chat: tab.chat, words, origin: 'https://chat.example', wear: () => {} } },
      h(Panel, null),
    ),
  )
  return { ...rig, ...tab, view }
}
