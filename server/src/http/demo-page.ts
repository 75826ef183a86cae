import type { Site } from '../site/registry.ts'
import type { SimulatedDesk } from '../site/simulated-desks.ts'

/** Strict on purpose: what works under this works on any page. `'self'` does not cover web sockets in every browser. */
export const demoPolicy = (own: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${own.replace(/^http/, 'ws')}`,
    "require-trusted-types-for 'script'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** A shop that does not exist, with the one script tag; and for a newcomer what to try. */
export const demoPage = (site: Site, desks: SimulatedDesk[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Acme Garden · a Baton demo</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/demo.css">
<script async src="/baton.js" data-site="${site.id}"${site.widget.color ? ` data-color="${site.widget.color}"` : ''}></script>
</head>
<body>
<header>
  <a class="brand" href="/demo">Acme Garden</a>
  <nav aria-label="Shop"><a href="/demo">Plants</a><a href="/demo">Pots</a><a href="/demo">Tools</a><a href="/demo">Visit us</a></nav>
</header>
<main>
  <section class="hero">
    <h1>Everything that wants to grow.</h1>
    <p>House plants, old roses and tools that outlive us. Questions? The chat in the corner answers at once, and fetches a person when you want one.</p>
  </section>
${desks.length > 0 ? `${tryIt(desks)}\n` : ''}  <ul class="goods">
    <li><div class="picture leaf" role="img" aria-label="A rubber plant"></div><h2>Rubber plant</h2><p>Likes shade, and to be talked to.</p><strong>€ 19</strong></li>
    <li><div class="picture rose" role="img" aria-label="A rose"></div><h2>Climbing rose “Aurora”</h2><p>Three metres in three summers.</p><strong>€ 34</strong></li>
    <li><div class="picture pot" role="img" aria-label="A clay pot"></div><h2>Clay pot, 24 cm</h2><p>Thrown by hand, good for frost.</p><strong>€ 28</strong></li>
  </ul>
</main>
<footer>This shop is not real. The chat is: it belongs to the site <code>${site.id}</code> of this server.</footer>
</body>
</html>
`

const vendors = { freshchat: 'Freshchat', livechat: 'LiveChat' }

function tryIt(desks: SimulatedDesk[]): string {
  const links = desks.map(
    ({ name, kind, page }) =>
      `<li><a href="${page}" target="_blank" rel="noopener"><strong>${capital(name)}</strong> · agent’s page in ${vendors[kind]}</a></li>`,
  )
  const choose = desks.length > 1 ? ` and then ${desks.map(({ name }) => `<b>${capital(name)}</b>`).join(' or ')}` : ''
  return `  <section class="try" aria-labelledby="try">
    <h2 id="try">You are both sides here</h2>
    <ol>
      <li>Open the chat in the corner. Ask the bot something; then choose <b>Talk to a person</b>${choose}.</li>
      <li>Answer as the agent, in a second window:
        <ul class="desks">${links.join('')}</ul>
      </li>
      <li>Resolve or close the chat there, and the bot is back here.</li>
    </ol>
  </section>`
}

/** Names of desks are small letters, digits and hyphens. */
const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`
