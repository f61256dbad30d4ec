import { limitTable, turnTable } from "./tables.ts"

/** The computed tables and the documents that contain them. */
export const documents = [
  { file: "docs/cost.md", name: "turns", table: turnTable },
  { file: "docs/operations.md", name: "limits", table: limitTable },
] as const

/**
 * Replaces the table between the two comments that name it; the rest of the document is written by hand.
 * @throws Error if the document does not contain both comments.
 */
export function withTable(document: string, name: string, table: string): string {
  const start = `<!-- ${name}: written by npm run cost -->\n`
  const end = `\n<!-- ${name}: end -->`
  const [from, to] = [document.indexOf(start), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`The document does not contain the comments around the table "${name}".`)
  return `${document.slice(0, from)}${start}\n${table}\n${document.slice(to)}`
}
