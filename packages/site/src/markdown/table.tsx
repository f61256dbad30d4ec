import type { Tokens } from "marked"
import { Inline } from "./inline.tsx"
import { memoInGroups } from "./memo.ts"

// The text length from which a cell needs more than the minimum column width.
const longCell = 24

/** A table. A row may have fewer cells than the header. */
export function Table({ table }: { table: Tokens.Table }) {
  const rows = memoInGroups(table.rows, (row, index) => <Row key={index} row={row} />)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and a keyboard must be able to scroll it.
    <div class="table-scroll" tabIndex={0}>
      <table dir="auto">
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
      <td key={column} data-align={cell.align ?? undefined} data-long={cell.text.length > longCell || undefined}>
        <Inline tokens={cell.tokens} />
      </td>
    ))}
  </tr>
)
