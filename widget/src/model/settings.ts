import type { WidgetSettings } from '@baton/shared/settings.ts'

export const defaultSettings: WidgetSettings = {
  name: '',
  color: null,
  position: null,
  greeting: null,
  language: null,
  texts: {},
  zIndex: null,
  mailsTranscripts: false,
  app: '',
}

/** Takes what is of the right type and leaves the rest at its default: looks must never keep anyone from chatting. */
export function readSettings(json: unknown): WidgetSettings {
  const given = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  const text = (name: string) => (typeof given[name] === 'string' && given[name] !== '' ? given[name] : null)
  const { position, zIndex, texts } = given
  const { accept, size } = (given['files'] ?? {}) as Record<string, unknown>
  const color = text('color')
  return {
    name: text('name') ?? '',
    color: color && isColor(color) ? color : null,
    position: position === 'left' || position === 'right' ? position : null,
    greeting: text('greeting'),
    language: text('language'),
    texts: Object.fromEntries(Object.entries(texts ?? {}).filter(([, value]) => typeof value === 'string')),
    zIndex: typeof zIndex === 'number' && Number.isSafeInteger(zIndex) ? zIndex : null,
    mailsTranscripts: given['mailsTranscripts'] === true,
    ...(typeof accept === 'string' && typeof size === 'number' && { files: { accept, size } }),
    app: text('app') ?? '',
  }
}

export const isColor = (text: string) => /^#([\da-f]{3}|[\da-f]{6})$/i.test(text)
