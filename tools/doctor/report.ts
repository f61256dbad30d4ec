import type { Finding } from "./finding.ts"

const signs: Record<Finding["mark"], string> = { ok: "✓", warn: "!", fix: "✗", unknown: "?" }
const aboutWidth = 12

/** A finding as text for the terminal, with its fix on the next line. */
export function lineOf({ mark, about, said, todo }: Finding): string {
  const line = `${signs[mark]} ${about.padEnd(aboutWidth)} ${said}`
  return todo ? `${line}\n${" ".repeat(aboutWidth + 3)}→ ${todo}` : line
}

/** The last line: whether the stage is ready to deploy. */
export function verdict(stage: string, findings: readonly Finding[]): { said: string; exitCode: 0 | 1 } {
  const count = (mark: Finding["mark"]) => findings.filter((finding) => finding.mark === mark).length
  const [fixes, warnings, unknowns] = [count("fix"), count("warn"), count("unknown")]
  const rest = [warnings && `${warnings} to look at`, unknowns && `${unknowns} not checked`].filter(Boolean).join(", ")
  if (fixes) return { said: `Not ready: ${fixes} to fix${rest && `, ${rest}`}.`, exitCode: 1 }
  return { said: `Ready to deploy${rest && ` (${rest})`}: npm run deploy -- --stage ${stage}`, exitCode: 0 }
}
