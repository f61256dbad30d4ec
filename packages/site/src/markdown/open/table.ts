import type { Token, Tokens } from "marked"
import { maxTableCells } from "../syntax/bounds.ts"
import { type Growth, joinedRaw } from "./growth.ts"

// Above the first row.
const headLines = 2
const openRows = 2

/** All rows but the last ones. */
export function growthOfTable(generic: Token): Growth | undefined {
  const table = generic as Tokens.Table
  const lines = table.raw.trimEnd().split("\n")
  const rows = table.rows.slice(0, -openRows)
  if (rows.length === 0 || lines.length !== headLines + table.rows.length) return undefined
  const prefix = `${lines.slice(0, headLines).join("\n")}\n`
  const settled = `${lines.slice(0, -openRows).join("\n")}\n`
  return {
    settled,
    prefix,
    join(generic) {
      const rest = generic as Tokens.Table
      // Parsed as a whole, a table beyond the bound is text.
      if (rest.type !== "table" || table.header.length * (rows.length + rest.rows.length + 1) > maxTableCells) return undefined
      return { ...table, raw: joinedRaw({ settled, prefix }, rest), rows: [...rows, ...rest.rows] }
    },
  }
}
