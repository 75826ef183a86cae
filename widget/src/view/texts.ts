import type { WidgetSettings } from '@baton/shared/settings.ts'
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import { en, type Texts } from './texts/en.ts'
import type { LaterTexts } from './texts/en-later.ts'

/** The words in the visitor's language, and how that language is written. */
export type Words = {
  /** What comes later is here in languages that come whole; of English it is not. */
  texts: Texts & Partial<LaterTexts>
  /** BCP 47, for dates. */
  locale: string
  direction: 'ltr' | 'rtl'
}

/** Loaded when they are needed, so that they cost nobody else a byte. */
const tables: { [language: string]: () => Promise<{ texts: Texts & LaterTexts }> } = {
  de: () => import('./texts/de.ts'),
  fr: () => import('./texts/fr.ts'),
  es: () => import('./texts/es.ts'),
  ar: () => import('./texts/ar.ts'),
}
const rightToLeft = /^(ar|dv|fa|he|iw|ks|ku|ps|sd|ug|ur|yi)\b/i

/** English until the language's own have come. */
export function createWords(
  settings: ReadonlySignal<WidgetSettings>,
  page: { language: string; direction: string },
): { words: ReadonlySignal<Words>; stop: () => void } {
  const locale = computed(() => validLocale(settings.value.language ?? page.language))
  const table = signal<{ language: string; texts: Texts & LaterTexts } | null>(null)
  const stop = effect(() => {
    const language = baseOf(locale.value)
    if (table.peek()?.language === language) return
    // A chunk that cannot be had leaves English.
    tables[language]?.().then(
      ({ texts }) => (table.value = { language, texts }),
      () => {},
    )
  })
  const words = computed(() => {
    const loaded = table.value?.language === baseOf(locale.value) ? table.value.texts : en
    const byPage = !settings.value.language && page.direction === 'rtl'
    return {
      texts: { ...loaded, ...settings.value.texts },
      locale: locale.value,
      direction: byPage || rightToLeft.test(locale.value) ? ('rtl' as const) : ('ltr' as const),
    }
  })
  return { words, stop }
}

export function fill(text: string, values: { [name: string]: string | number }): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

const baseOf = (locale: string) => locale.split('-')[0]?.toLowerCase() ?? ''

/** Pages write all sorts of things into `lang`; Intl throws at some of them. */
function validLocale(given: string): string {
  try {
    return Intl.getCanonicalLocales(given.replace('_', '-'))[0] ?? 'en'
  } catch {
    return 'en'
  }
}
