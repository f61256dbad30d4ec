// Writes docs/openapi.json from the code.
import { readFile, writeFile } from "node:fs/promises"
import { openApiDocument } from "@parley/functions/openapi.ts"

const root = new URL("../", import.meta.url)
const { version } = JSON.parse(await readFile(new URL("package.json", root), "utf8"))
await writeFile(new URL("docs/openapi.json", root), `${JSON.stringify(openApiDocument(version), null, 2)}\n`)
console.log("docs/openapi.json is written.")
