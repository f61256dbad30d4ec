type Frame = { name: string; title: string; url: string; phone?: true }

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 2rem; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(32rem, 1fr)); gap: 2rem; }
section { min-width: 0; }
h2 { font-size: 1rem; margin: 0 0 0.5rem; }
iframe { border: 1px solid #8888; border-radius: 0.5rem; width: 100%; height: 40rem; }
iframe.phone { width: 24.375rem; }
`

/** The page in a frame focuses its text box, and the browser scrolls to it. Scrolls back until the reader acts, for ten seconds at most. */
export const galleryScript = `
const back = () => scrollTo(0, 0)
const release = () => removeEventListener("scroll", back)
addEventListener("scroll", back)
for (const type of ["wheel", "pointerdown", "keydown", "touchstart"]) addEventListener(type, release, { once: true })
setTimeout(release, 10_000)
`

/** The gallery: a frame for each state, with a link that opens it alone. */
export const galleryPage = (frames: readonly Frame[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley: states of the page</title>
<style>${style}</style>
<script src="/gallery.js"></script>
</head>
<body>
<h1>States of the page</h1>
<p>Each frame is the page from its sources with a scripted API. A reload of this page resets all of them.</p>
<main>
${frames.map(frameOf).join("\n")}
</main>
</body>
</html>
`

const frameOf = ({ name, title, url, phone }: Frame): string => `<section id="${name}">
<h2><a href="${url}">${title}</a></h2>
<iframe title="${title}" src="${url}" loading="lazy"${phone ? ' class="phone"' : ""}></iframe>
</section>`
