import type { MarkedToken, Token, Tokens } from "marked"
import type { ComponentChildren } from "preact"
import { CodeBlock } from "./code-block.tsx"
import { Inline } from "./inline.tsx"
import { keptInGroups } from "./kept.ts"

/** Blocks inside other blocks: the content of a quote or a list item. */
const Blocks = ({ tokens }: { tokens: Token[] }) => (
  <>
    {keptInGroups(tokens, (token, index) => (
      <BlockView key={index} token={token} />
    ))}
  </>
)

export const BlockView = ({ token }: { token: Token }) => <>{block(token)}</>

/** One block of Markdown as elements, built from its token and never from HTML. */
export function block(generic: Token): ComponentChildren {
  const token = generic as MarkedToken
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
        <blockquote>
          <Blocks tokens={token.tokens} />
        </blockquote>
      )
    case "list":
      return <List list={token} />
    case "table":
      return <Table table={token} />
    case "hr":
      return <hr />
    case "html":
      return <p>{token.raw.trimEnd()}</p>
    case "space":
    case "def":
      return null
    default:
      return <Inline tokens={[token]} />
  }
}

// The page's own headings are h1 and h2: what an answer calls its first level is the third of the page.
function Heading({ depth, tokens }: { depth: number; tokens: Token[] }) {
  const Level = (["h3", "h4", "h5", "h6"] as const)[Math.min(depth, 4) - 1] ?? "h6"
  return (
    <Level>
      <Inline tokens={tokens} />
    </Level>
  )
}

function List({ list }: { list: Tokens.List }) {
  const items = keptInGroups(list.items, (item, index) => <Item key={index} item={item} />)
  return list.ordered ? <ol start={list.start === 1 ? undefined : Number(list.start)}>{items}</ol> : <ul>{items}</ul>
}

const Item = ({ item }: { item: Tokens.ListItem }) => (
  <li class={item.task ? "task" : undefined}>
    <Blocks tokens={item.tokens} />
  </li>
)

function Table({ table }: { table: Tokens.Table }) {
  const rows = keptInGroups(table.rows, (row, index) => <Row key={index} row={row} />)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and a keyboard must be able to scroll it.
    <div class="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col" data-align={cell.align ?? undefined}>
                <Inline tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{rows}</tbody>
      </table>
    </div>
  )
}

const Row = ({ row }: { row: Tokens.TableCell[] }) => (
  <tr>
    {row.map((cell, column) => (
      <td key={column} data-align={cell.align ?? undefined}>
        <Inline tokens={cell.tokens} />
      </td>
    ))}
  </tr>
)
