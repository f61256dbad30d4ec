import type { MarkedToken, Token, Tokens } from "marked"
import type { ComponentChildren } from "preact"
import { CodeBlock } from "./code-block.tsx"
import { Formula, Inline } from "./inline.tsx"
import { memoInGroups } from "./memo.ts"
import type { DetailsToken, FootnoteToken, OwnToken, UsableDefinition } from "./syntax/tokens.ts"
import { Table } from "./table.tsx"

/** Blocks inside other blocks: the content of a quote or a list item. */
const Blocks = ({ tokens }: { tokens: Token[] }) => (
  <>
    {memoInGroups(tokens, (token, index) => (
      <BlockView key={index} token={token} />
    ))}
  </>
)

export const BlockView = ({ token }: { token: Token }) => <>{block(token)}</>

/** One block of Markdown as elements, built from its token and never from HTML. */
export function block(generic: Token): ComponentChildren {
  const token = generic as MarkedToken | OwnToken
  switch (token.type) {
    case "heading":
      return <Heading depth={token.depth} tokens={token.tokens} />
    case "paragraph":
      return (
        <p>
          <Inline tokens={token.tokens} />
        </p>
      )
    case "code":
      return <CodeBlock code={token} />
    case "blockquote":
      return (
        <blockquote dir="auto">
          <Blocks tokens={token.tokens} />
        </blockquote>
      )
    case "list":
      return <List list={token} />
    case "table":
      return <Table table={token} />
    case "hr":
      return <hr />
    case "formula":
      return (
        <p class="source">
          <Formula raw={token.raw.trimEnd()} />
        </p>
      )
    case "details":
      return <Details details={token} />
    case "footnote":
      return <Footnote note={token} />
    case "html":
    case "source":
      return <Source text={token.raw} />
    case "def":
      return (token as UsableDefinition).used ? null : <Source text={token.raw} />
    case "space":
      return null
    default:
      return <Inline tokens={[token]} />
  }
}

// The page's own headings are h1 and h2, so the first level of an answer is h3.
function Heading({ depth, tokens }: { depth: number; tokens: Token[] }) {
  const Level = (["h3", "h4", "h5", "h6"] as const)[Math.min(depth, 4) - 1] ?? "h6"
  return (
    <Level>
      <Inline tokens={tokens} />
    </Level>
  )
}

/** Source text with its line breaks. */
const Source = ({ text }: { text: string }) => <p class="source">{text.replace(/^\n+/, "").trimEnd()}</p>

function List({ list }: { list: Tokens.List }) {
  const items = memoInGroups(list.items, (item, index) => <Item key={index} item={item} />)
  if (!list.ordered) return <ul dir="auto">{items}</ul>
  const first = Number(list.start)
  const digits = String(first + list.items.length - 1).length
  return (
    <ol start={first === 1 ? undefined : first} dir="auto" data-digits={digits > 2 ? digits : undefined}>
      {items}
    </ol>
  )
}

const Item = ({ item }: { item: Tokens.ListItem }) => (
  <li class={item.task ? "task" : undefined}>
    <Blocks tokens={item.tokens} />
  </li>
)

const Details = ({ details }: { details: DetailsToken }) => (
  <details open={details.open || undefined}>
    {details.summary.length > 0 && (
      <summary>
        <Inline tokens={details.summary} />
      </summary>
    )}
    <Blocks tokens={details.tokens} />
  </details>
)

const Footnote = ({ note }: { note: FootnoteToken }) => (
  <p class="footnote">
    <sup>{note.label}</sup> <Inline tokens={note.tokens} />
  </p>
)
