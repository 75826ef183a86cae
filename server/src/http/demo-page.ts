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
<title>Acme Garden · a Baton demo</title>
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
  <ul class="goods">
    <li><div class="picture leaf" role="img" aria-label="A fern"></div><h2>Boston fern</h2><p>Likes shade, and to be talked to.</p><strong>€ 19</strong></li>
    <li><div class="picture rose" role="img" aria-label="A rose"></div><h2>Climbing rose “Aurora”</h2><p>Three metres in three summers.</p><strong>€ 34</strong></li>
    <li><div class="picture pot" role="img" aria-label="A clay pot"></div><h2>Clay pot, 24 cm</h2><p>Thrown by hand, good for frost.</p><strong>€ 28</strong></li>
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
h1{margin:0 0 .75rem;max-width:13ch;font:600 clamp(2rem,6vw,3.75rem)/1.08 Georgia,serif;text-wrap:balance}.hero p{max-width:34rem;margin:0;font-size:1.1rem}
.goods{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1.5rem;margin:2rem 0 0;padding:0;list-style:none}
.goods li{padding:1rem 1rem 1.25rem;border-radius:16px;background:#fff}.goods h2{margin:1rem 0 .15rem;font-size:1.05rem}.goods p{margin:0 0 .6rem;color:#53625d}
.picture{height:11rem;border-radius:10px}
.leaf{background:radial-gradient(ellipse 18% 46% at 38% 52%,#4f8a5b 98%,#0000),radial-gradient(ellipse 16% 40% at 58% 48%,#6ba46f 98%,#0000),radial-gradient(ellipse 12% 34% at 72% 60%,#3c6f4a 98%,#0000),#e3efe2}
.rose{background:radial-gradient(circle at 50% 44%,#c9506b 0 12%,#da7289 0 22%,#eba3b2 0 32%,#0000 33%),linear-gradient(90deg,#0000 49%,#5b8a5c 49% 51%,#0000 51%),#f9e9e6}
.pot{background:linear-gradient(100deg,#0000 34%,#b9714a 34% 66%,#0000 66%) 0 62%/100% 42% no-repeat,linear-gradient(#a86240,#a86240) 50% 38%/38% 9% no-repeat,radial-gradient(ellipse 22% 26% at 50% 26%,#78a06c 98%,#0000),#f1ebdd}
footer{padding:2rem clamp(1rem,5vw,4rem);color:#53625d;font-size:.9rem}
@media (max-width:40rem){nav{display:none}}
`
