/** The demo shop's looks, by day and by night. */
export const demoStyle = `:root{color-scheme:light dark;--ink:#1d2a26;--soft:#53625d;--ground:#f6f4ee;--card:#fff;--line:#d9d5c8;--accent:#1f5c41}
@media (prefers-color-scheme:dark){:root{--ink:#e7ece8;--soft:#a9b7b0;--ground:#121816;--card:#1c2421;--line:#35413c;--accent:#8fd0ad}.picture{filter:brightness(.82)}}
*{box-sizing:border-box}body{margin:0;font:16px/1.6 ui-sans-serif,system-ui,sans-serif;color:var(--ink);background:var(--ground)}
a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}a:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:6px}
header{display:flex;gap:2rem;align-items:center;justify-content:space-between;padding:1.25rem clamp(1rem,5vw,4rem)}
.brand{font:600 1.4rem/1 Georgia,serif;letter-spacing:.01em}nav{display:flex;gap:1.5rem;flex-wrap:wrap;font-size:.95rem}
main{padding:0 clamp(1rem,5vw,4rem) 1rem}
.hero{padding:clamp(2.25rem,4.5vw,3.75rem) clamp(1.25rem,6vw,5rem);border-radius:20px;color:#f6f4ee;background:linear-gradient(160deg,#1f3b35,#2f5d50 55%,#9c6a34)}
h1{margin:0 0 .75rem;max-width:13ch;font:600 clamp(2rem,6vw,3.75rem)/1.08 Georgia,serif;text-wrap:balance}.hero p{max-width:34rem;margin:0;font-size:1.1rem}
.try{margin:2rem 0 0;padding:1.25rem clamp(1.25rem,3vw,2rem) 1.4rem;border:1px solid var(--line);border-radius:16px;background:var(--card)}
.try h2{margin:0 0 .5rem;font:600 1.25rem/1.3 Georgia,serif}.try ol{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(19rem,100%),1fr));gap:.6rem 3rem;margin:0;padding-left:1.25rem}
.desks{display:grid;gap:.5rem;margin:.5rem 0 .25rem -.25rem;padding:0;list-style:none}
.desks a{display:block;padding:.5rem .9rem;border:1px solid var(--accent);border-radius:10px;color:var(--accent)}.desks a:hover{background:color-mix(in srgb,var(--accent) 10%,transparent);text-decoration:none}
.goods{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1.5rem;margin:2rem 0 0;padding:0;list-style:none}
.goods li{padding:1rem 1rem 1.25rem;border-radius:16px;background:var(--card)}.goods h2{margin:1rem 0 .15rem;font-size:1.05rem}.goods p{margin:0 0 .6rem;color:var(--soft)}
.picture{height:11rem;border-radius:10px}
.leaf{background:radial-gradient(ellipse 18% 46% at 38% 52%,#4f8a5b 98%,#0000),radial-gradient(ellipse 16% 40% at 58% 48%,#6ba46f 98%,#0000),radial-gradient(ellipse 12% 34% at 72% 60%,#3c6f4a 98%,#0000),#e3efe2}
.rose{background:radial-gradient(circle at 50% 44%,#c9506b 0 12%,#da7289 0 22%,#eba3b2 0 32%,#0000 33%),linear-gradient(90deg,#0000 49%,#5b8a5c 49% 51%,#0000 51%),#f9e9e6}
.pot{display:grid;background:linear-gradient(#a86240,#a86240) 50% 44%/9.5rem 9% no-repeat,radial-gradient(ellipse 5.5rem 3.2rem at 50% 26%,#78a06c 98%,#0000),#f1ebdd}
.pot::before{content:"";place-self:end center;width:8.5rem;height:50%;margin-bottom:.75rem;background:#b9714a;clip-path:polygon(0 0,100% 0,84% 100%,16% 100%)}
footer{padding:2rem clamp(1rem,5vw,4rem) 6rem;color:var(--soft);font-size:.9rem}
@media (max-width:40rem){nav{display:none}}
`
