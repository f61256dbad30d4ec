// npm run settings: docs/settings.md and .env.example from the settings' schemas and texts.
import { writeFile } from "node:fs/promises"
import { envExample, settingsPage } from "./documents.ts"

const root = new URL("../../", import.meta.url)
await writeFile(new URL("docs/settings.md", root), settingsPage())
await writeFile(new URL(".env.example", root), envExample())
console.log("docs/settings.md and .env.example are written.")
