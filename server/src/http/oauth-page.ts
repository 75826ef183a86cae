import { createHash } from 'node:crypto'
import { never } from '@baton/shared/ids.ts'
import type { Landing } from '../consent.ts'

/** What a person sees who comes back from a vendor's consent page: plain, and nothing in it is from elsewhere. */
export type OauthPage = { status: number; html: string }

const style = `:root{color-scheme:light dark}*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;font:1.0625rem/1.6 system-ui,sans-serif;color:#1d2430;background:#f3f4f6}
main{width:100%;max-width:34rem;padding:2rem;border-radius:12px;background:#fff;border-top:6px solid #9a6700}
main.good{border-top-color:#1a7f37}main.bad{border-top-color:#b42318}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25;text-wrap:balance}p{margin:0 0 .75rem}p:last-child{margin:0}
code{font:.9375rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere;padding:.1rem .3rem;border-radius:4px;background:#8882}
@media (prefers-color-scheme:dark){body{color:#e6e8ec;background:#14171c}main{background:#1f242c}}`

/** Nothing runs, nothing is fetched, nothing is sent, and nobody shows it in a frame. */
export const oauthPolicy: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function oauthPage(landing: Landing): OauthPage {
  switch (landing.kind) {
    case 'connected':
      return page(200, 'good', 'Connected', [
        `The desk ${code(landing.desk)} of the site ${code(landing.site)} is connected to LiveChat.`,
        'You can close this page. Whoever gave you the link sees it too.',
      ])
    case 'denied':
      return page(403, 'bad', 'Not connected', [
        'LiveChat says that access was denied. Either somebody chose so, or the person who is signed in to LiveChat is not an administrator of the account.',
        'To try again, ask for a new link: each works once.',
      ])
    case 'used':
      return page(410, 'plain', 'This link was used already', [
        'Each link works once. The command that made it says whether the desk is connected.',
        'If it does not, ask for a new link.',
      ])
    case 'expired':
      return page(410, 'plain', 'This link is too old', [
        'Nothing was changed. Ask for a new link, and follow it at once.',
      ])
    case 'unknown':
      return page(400, 'plain', 'This link is not known here', [
        'It was cut, or a newer one was made for the same desk, or it belongs to another server. Nothing was changed.',
        'Ask for a new link.',
      ])
    case 'failed':
      return page(502, 'bad', 'Not connected', [escaped(landing.wrong), escaped(landing.mend)])
    default:
      return never(landing)
  }
}

const page = (status: number, look: string, title: string, paragraphs: string[]): OauthPage => ({
  status,
  html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Baton</title>
<style>${style}</style>
</head>
<body>
<main class="${look}">
<h1>${title}</h1>
${paragraphs.map((text) => `<p>${text}</p>`).join('\n')}
</main>
</body>
</html>
`,
})

const code = (text: string): string => `<code>${escaped(text)}</code>`
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
