// npm run cost: docs/cost.md and a chapter of docs/operations.md from the prices and counts in tools/cost and the settings' defaults.
import { readFile, writeFile } from "node:fs/promises"
import { root } from "../../scripts/checks.ts"
import { withAttackChapter } from "./attack.ts"
import { costDocument } from "./document.ts"

const operations = `${root}docs/operations.md`
await writeFile(`${root}docs/cost.md`, costDocument())
await writeFile(operations, withAttackChapter(await readFile(operations, "utf8")))
console.log("docs/cost.md and docs/operations.md are written.")
