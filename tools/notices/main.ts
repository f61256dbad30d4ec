// Writes the notices of all third-party packages that ship with Parley; the site serves them.
import { writeFile } from "node:fs/promises"
import { noticesFile, thirdPartyNotices } from "./notices.ts"

await writeFile(noticesFile, await thirdPartyNotices())
console.log("packages/site/public/third-party-notices.txt is written.")
