// npm run cost: docs/cost.md from the prices and counts in infra/cost.
import { writeFile } from "node:fs/promises"
import { costDocument } from "../infra/cost/document.ts"
import { root } from "./checks.ts"

await writeFile(`${root}docs/cost.md`, costDocument())
console.log("docs/cost.md is written.")
