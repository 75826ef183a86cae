import type { WidgetSettings } from '@baton/shared/settings.ts'
import { fileBytes, visitorAccept } from '../file-limits.ts'
import type { Site } from '../site/registry.ts'

/** What the widget is told of its site: looks and words, nothing of desks or bots. */
export function widgetSettings(site: Site, app: string): WidgetSettings {
  const { color, position, greeting, language, zIndex, texts } = site.widget
  return {
    name: site.name,
    color: color ?? null,
    position: position ?? null,
    greeting: greeting ?? null,
    language: language ?? null,
    texts: { ...texts },
    zIndex: zIndex ?? null,
    ...(site.transcripts ? { mailsTranscripts: true } : {}),
    ...(site.files.visitors ? { files: { accept: visitorAccept, size: fileBytes } } : {}),
    app,
  }
}
