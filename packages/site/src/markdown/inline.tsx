import type { MarkedToken, Token, Tokens } from "marked"
import type { ComponentChildren } from "preact"
import { text } from "../text.ts"
import { decodeEntities } from "./entities.ts"
import { keeper } from "./kept.ts"
import { safeHref } from "./link.ts"

/** Running text: emphasis, code, links. Raw HTML is shown as it was written, and nothing is ever loaded from elsewhere. */
export const Inline = ({ tokens }: { tokens: Token[] }) => <>{tokens.map((token) => inline(token as MarkedToken))}</>

function inline(token: MarkedToken): ComponentChildren {
  switch (token.type) {
    case "strong":
      return (
        <strong>
          <Inline tokens={token.tokens} />
        </strong>
      )
    case "em":
      return (
        <em>
          <Inline tokens={token.tokens} />
        </em>
      )
    case "del":
      return (
        <del>
          <Inline tokens={token.tokens} />
        </del>
      )
    case "codespan":
      return <code>{token.text}</code>
    case "br":
      return <br />
    case "link":
      return <Link href={token.href}>{token.autolink ? token.text : <Inline tokens={token.tokens} />}</Link>
    case "image":
      return <Link href={token.href}>{decodeEntities(token.text) || text.remoteImage}</Link>
    case "checkbox":
      return <Checkbox checked={token.checked} />
    case "escape":
      return token.text
    case "text":
      return textOf(token)
    default:
      return token.raw
  }
}

// A text may stand in a list of blocks too, which keeps an element of its own for it.
const keptText = keeper()

function textOf(token: Tokens.Text): ComponentChildren {
  const { text, tokens } = token
  return tokens ? keptText(token, () => <Inline tokens={tokens} />) : decodeEntities(text)
}

const Checkbox = ({ checked }: { checked: boolean }) => (
  <input type="checkbox" checked={checked} disabled aria-label={checked ? "done" : "open"} />
)

function Link({ href, children }: { href: string; children: ComponentChildren }) {
  const safe = safeHref(href)
  if (!safe) return <>{children}</>
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}
