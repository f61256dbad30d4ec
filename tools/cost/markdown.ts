/** A Markdown table with padded columns, as the formatter requires. Cells must not contain `|`. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n")
}

/** USD with more digits for small amounts. */
export function usd(value: number): string {
  if (value >= 1_000) return `$${Math.round(value).toLocaleString("en")}`
  if (value >= 0.1 || value === 0) return `$${value.toFixed(2)}`
  return `$${Number(value.toPrecision(2)).toFixed(6).replace(/0+$/, "")}`
}

export const count = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 0 })
