// npm run cost: writes the computed tables of docs/cost.md and docs/operations.md from the model catalogue and the defaults of the settings.
import { readFile, writeFile } from "node:fs/promises"
import { root } from "../../scripts/checks.ts"
import { documents, withTable } from "./documents.ts"

for (const { file, name, table } of documents) {
  const text = await readFile(`${root}${file}`, "utf8")
  await writeFile(`${root}${file}`, withTable(text, name, table()))
  console.log(`Wrote the table "${name}" of ${file}.`)
}
