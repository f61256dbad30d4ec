/** A Markdown table; cells hold no `|`. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}

/** Dollars with as many digits as their size deserves. */
export function usd(value: number): string {
  if (value >= 1_000) return `$${Math.round(value).toLocaleString("en")}`
  if (value >= 0.1 || value === 0) return `$${value.toFixed(2)}`
  return `$${Number(value.toPrecision(2)).toFixed(6).replace(/0+$/, "")}`
}

export const count = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 0 })
