import type { MarkedToken, Token, Tokens } from "marked"
import type { ComponentChildren } from "preact"
import { t } from "../words/t.ts"
import { withControls } from "./controls.tsx"
import { decodeEntities } from "./entities.ts"
import { Link } from "./link-view.tsx"
import { createMemo } from "./memo.ts"
import type { OwnToken } from "./syntax/tokens.ts"

/** Running text: emphasis, code, links. Raw HTML is shown as source, and nothing is loaded from other hosts. */
export const Inline = ({ tokens, inLink = false }: { tokens: Token[]; inLink?: boolean }) => (
  <>{tokens.map((token) => inline(token as MarkedToken | OwnToken, inLink))}</>
)

function inline(token: MarkedToken | OwnToken, inLink: boolean): ComponentChildren {
  switch (token.type) {
    case "strong":
    case "em":
    case "del":
      return <Element name={token.type} tokens={token.tokens} inLink={inLink} />
    case "tag":
      return <Element name={token.name} tokens={token.tokens} inLink={inLink} />
    case "codespan":
      return <code>{withControls(token.text)}</code>
    case "br":
      return <br />
    case "link":
      return link(token, inLink)
    case "image":
      return image(token, inLink)
    case "formula":
      return <Formula raw={token.raw} />
    case "reference":
      return <sup>{token.label}</sup>
    case "checkbox":
      return <Checkbox checked={token.checked} />
    case "escape":
      return token.text
    case "text":
      return textOf(token, inLink)
    default:
      return token.raw
  }
}

const Element = ({
  name: Name,
  ...inside
}: {
  name: "strong" | "em" | "del" | "sub" | "sup" | "kbd" | "mark" | "u"
  tokens: Token[]
  inLink: boolean
}) => (
  <Name>
    <Inline {...inside} />
  </Name>
)

/** The source of a formula, always from left to right. */
export const Formula = ({ raw }: { raw: string }) => (
  <span class="formula" dir="ltr" translate={false}>
    {raw}
  </span>
)

function link({ href, title, autolink, text, tokens }: Tokens.Link, inLink: boolean): ComponentChildren {
  // Links are not nested: a click opens the outer one.
  if (inLink) return <Inline tokens={tokens} inLink />
  return (
    <Link href={decodeEntities(href)} title={title} label={autolink ? decodeEntities(text) : labelOf(tokens)}>
      {autolink ? withControls(decodeEntities(text)) : <Inline tokens={tokens} inLink />}
    </Link>
  )
}

function image({ href, title, text: alt, tokens }: Tokens.Image, inLink: boolean): ComponentChildren {
  const label = labelOf(tokens) || decodeEntities(alt) || t.remoteImage
  if (inLink) return withControls(label)
  return (
    <Link href={decodeEntities(href)} title={title} label={label}>
      {withControls(label)}
    </Link>
  )
}

/** The visible text of tokens. */
const labelOf = (tokens: Token[]): string =>
  tokens
    .map((token) => ("tokens" in token && token.tokens ? labelOf(token.tokens) : decodeEntities("text" in token ? token.text : "")))
    .join("")

// A text token may also be in a list of blocks, which keeps its own element for it.
const keptText = createMemo()

function textOf(token: Tokens.Text, inLink: boolean): ComponentChildren {
  const { text, tokens } = token
  if (tokens) return keptText(token, () => <Inline tokens={tokens} />)
  return inLink ? withControls(decodeEntities(text)) : decodeEntities(text)
}

const Checkbox = ({ checked }: { checked: boolean }) => (
  <input type="checkbox" checked={checked} disabled aria-label={checked ? "done" : "open"} />
)
