import type { Site } from '../site/registry.ts'

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

/** A shop that does not exist, with the one script tag. */
export const demoPage = (site: Site): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fernweh Outdoor · a Baton demo</title>
<link rel="stylesheet" href="/demo.css">
<script async src="/baton.js" data-site="${site.id}"></script>
</head>
<body>
<header>
  <a class="brand" href="/demo">Fernweh</a>
  <nav aria-label="Shop"><a href="/demo">Tents</a><a href="/demo">Boots</a><a href="/demo">Packs</a><a href="/demo">Repairs</a></nav>
</header>
<main>
  <section class="hero">
    <h1>Sleep where the road ends.</h1>
    <p>Light tents, honest boots and packs that forgive. Questions? The chat in the corner answers at once, and fetches a person when you want one.</p>
  </section>
  <ul class="goods">
    <li><div class="picture tent" role="img" aria-label="A tent under a ridge"></div><h2>Ridge 2 tent</h2><p>1.4 kg, two people, one storm after another.</p><strong>€ 389</strong></li>
    <li><div class="picture boot" role="img" aria-label="A path to a hill"></div><h2>Moss boots</h2><p>Resoled for life. Wet feet are on us.</p><strong>€ 219</strong></li>
    <li><div class="picture pack" role="img" aria-label="A lake at dusk"></div><h2>Drift 45 pack</h2><p>Carries a week, weighs an evening.</p><strong>€ 179</strong></li>
  </ul>
</main>
<footer>This shop is not real. The chat is: it belongs to the site <code>${site.id}</code> of this server.</footer>
</body>
</html>
`

export const demoStyle = `*{box-sizing:border-box}body{margin:0;font:16px/1.6 ui-sans-serif,system-ui,sans-serif;color:#1d2a26;background:#f6f4ee}
a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}
header{display:flex;gap:2rem;align-items:center;justify-content:space-between;padding:1.25rem clamp(1rem,5vw,4rem)}
.brand{font:600 1.4rem/1 Georgia,serif;letter-spacing:.01em}nav{display:flex;gap:1.5rem;flex-wrap:wrap;font-size:.95rem}
main{padding:0 clamp(1rem,5vw,4rem) 4rem}
.hero{padding:clamp(2.5rem,9vw,7rem) clamp(1.25rem,6vw,5rem);border-radius:20px;color:#f6f4ee;background:linear-gradient(160deg,#1f3b35,#2f5d50 55%,#c98b4b)}
h1{margin:0 0 .75rem;font:600 clamp(2rem,6vw,3.75rem)/1.08 Georgia,serif;text-wrap:balance}.hero p{max-width:34rem;margin:0;font-size:1.1rem}
.goods{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1.5rem;margin:2rem 0 0;padding:0;list-style:none}
.goods li{padding:1rem 1rem 1.25rem;border-radius:16px;background:#fff}.goods h2{margin:1rem 0 .15rem;font-size:1.05rem}.goods p{margin:0 0 .6rem;color:#53625d}
.picture{height:11rem;border-radius:10px}.tent{background:linear-gradient(#cfe0e4 55%,#5b7f6f 55%)}.boot{background:linear-gradient(150deg,#e9d9b8 50%,#9b7a4d 50%)}.pack{background:linear-gradient(#f0b98a,#7d6a86 60%,#2d3e50 60%)}
footer{padding:2rem clamp(1rem,5vw,4rem);color:#53625d;font-size:.9rem}
@media (max-width:40rem){nav{display:none}}
`
