/** What `GET /api/v1/widget/<site>` answers: a site's looks and words, for anyone who may embed it. */
export type WidgetSettings = {
  /** Who the visitor talks to, in the header. */
  name: string
  /** `#rgb` or `#rrggbb`. null: the tag's, or the default. */
  color: string | null
  /** null: the side where a line of the language ends. */
  position: 'left' | 'right' | null
  /** Shown where the history begins. null: the language's own. */
  greeting: string | null
  /** BCP 47. null: the page's, as far as there is a translation. */
  language: string | null
  /** Replaces single texts, by their names in widget/src/view/texts/en.ts. */
  texts: { [name: string]: string }
  /** null: the tag's, or 1000. */
  zIndex: number | null
  /** Whether the history can be sent by mail. Left out: no. */
  mailsTranscripts?: boolean
  /** What may be attached while a person is there or is waited for: the `accept` of a file input, and the most bytes of one. Left out: nothing. */
  files?: { accept: string; size: number }
  /** Path of the app to use now, such as `/app/chat-1a2b3c.js`. */
  app: string
}
