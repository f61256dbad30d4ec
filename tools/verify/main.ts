// npm run verify -- --url https://chat.example.com: checks a running site from outside.
import { parseArgs } from "node:util"
import type { Outcome, Result } from "./check.ts"
import { verify } from "./verify.ts"

const help = `npm run verify -- --url URL [--json]     check a running site from outside

  --url    the site's address, such as http://localhost:3000
  --json   print the results as JSON

VERIFY_ID_TOKEN holds an ID token for a site that wants people to sign in.
The check takes four turns and deletes their chats. It exits with 1 if something failed.`

const marks: Record<Outcome, string> = { passed: "✓", failed: "✗", "not seen": "?" }

process.exitCode = await main()

async function main(): Promise<number> {
  const values = readArguments()
  if (!values?.url || values.help) {
    console.log(help)
    return values?.help ? 0 : 2
  }
  const results = await verify(values.url, process.env.VERIFY_ID_TOKEN || undefined, (result) => {
    if (!values.json) console.log(lineOf(result))
  })
  const count = (of: Outcome) => results.filter(({ outcome }) => outcome === of).length
  const failed = count("failed")
  if (values.json) console.log(JSON.stringify({ url: values.url, failed, results }, null, 2))
  else console.log(`\n${count("passed")} passed, ${failed} failed, ${count("not seen")} not seen.`)
  return failed ? 1 : 0
}

function readArguments() {
  const options = { url: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean" } } as const
  try {
    const { values } = parseArgs({ options })
    if (!values.url || URL.canParse(values.url)) return values
    console.error(`--url must be an address such as http://localhost:3000, not ${values.url}.`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
  return undefined
}

function lineOf({ name, outcome, seen, advice }: Result): string {
  const line = `${marks[outcome]} ${name}: ${seen}`
  return advice && outcome !== "passed" ? `${line}\n    ${advice}` : line
}
