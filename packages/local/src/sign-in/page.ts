import { createHash } from "node:crypto"
import type { Account } from "./accounts.ts"

// Colors and sizes from the site's design tokens.
const style = `
:root { color-scheme: light dark; --ground: light-dark(#fbfaf7, #141614); --surface: light-dark(#ffffff, #1c1f1c);
  --line: light-dark(#8c877c, #767d76); --ink: light-dark(#1e1f1c, #ecebe5); --soft: light-dark(#5b5a54, #a9aca4);
  --accent: light-dark(#0e6b5b, #6fd3bc); --tint: light-dark(#eaf1ed, #22302b) }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif }
main { width: 100%; max-width: 26rem }
h1 { margin: 0 0 .5rem; font: 500 1.75rem/1.2 ui-serif, "Iowan Old Style", Palatino, Georgia, serif }
p { margin: 0 0 1.5rem; color: var(--soft) }
form { display: grid; gap: .75rem; margin: 0 0 1.5rem }
button { padding: .875rem 1rem; border: 1px solid var(--line); border-radius: .875rem; background: var(--surface); color: inherit;
  font: inherit; text-align: start; cursor: pointer; overflow-wrap: anywhere }
button:hover { border-color: var(--accent); background: var(--tint) }
button strong, button span { display: block }
button span { color: var(--soft); font-size: .875rem }
button.quiet { border: 0; background: none; color: var(--accent); text-align: center; text-decoration: underline }
a { color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
`
const styleHash = `'sha256-${createHash("sha256").update(style).digest("base64")}'`

/**
 * Headers of the provider's own pages: only the one style sheet, no framing, no caching. `formTargets` are allowed form targets too,
 * because browsers apply the policy to redirects after a form submission.
 */
export const pageHeaders = (formTargets: readonly string[] = []): Record<string, string> => ({
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": [
    "default-src 'none'",
    `style-src ${styleHash}`,
    ["form-action 'self'", ...formTargets].join(" "),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
})

/** The page with the list of accounts. */
export const accountPage = (accounts: readonly Account[]): string =>
  page(
    "Sign in to Parley",
    `<h1>Sign in to Parley</h1>
<p>Test sign-in on this machine. Choose an account; no password needed.</p>
<form method="post">
${accounts.map(accountButton).join("\n")}
<button class="quiet" name="account" value="">Back without signing in</button>
</form>
<p>A deployed Parley sends people to your own identity provider instead.</p>`,
  )

const accountButton = ({ sub, name, email, groups }: Account) =>
  `<button name="account" value="${sub}"><strong>${name}</strong> <span>${email}</span> <span>${groups ? `In the group ${groups.join(", ")}` : "In no group"}</span></button>`

/** The page of an error that ends the sign-in; `siteUrl` links back to the site. */
export const messagePage = (title: string, text: string, siteUrl: string | undefined): string =>
  page(title, `<h1>${safe(title)}</h1>\n<p>${safe(text)}</p>\n${siteUrl ? `<p><a href="${safe(siteUrl)}/">Back to Parley</a></p>` : ""}`)

const page = (title: string, main: string) =>
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${safe(title)}</title><style>${style}</style></head>
<body><main>${main}</main></body>
</html>
`

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }
const safe = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? "")
