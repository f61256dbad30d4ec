/** A text, or a value as JSON, as a block of code in Markdown. The fence is longer than every run of backticks inside. */
export function fenced(value: unknown, language = ""): string {
  const code = typeof value === "string" ? value : JSON.stringify(value ?? null, undefined, 2)
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = "`".repeat(longest + 1)
  return `${fence}${language}\n${code}\n${fence}`
}
