import { readFile } from "node:fs/promises"
import { expect, test } from "vitest"
import { noticesFile, packageFolderOf, thirdPartyNotices } from "../notices/notices.ts"

test("the notices list exactly the shipped packages (npm run notices writes them)", { timeout: 120_000 }, async () => {
  expect(await thirdPartyNotices()).toBe(await readFile(noticesFile, "utf8"))
})

test.each([
  ["/a/node_modules/preact/dist/preact.mjs", "/a/node_modules/preact"],
  ["/a/node_modules/@preact/signals/dist/x.mjs", "/a/node_modules/@preact/signals"],
  ["/a/node_modules/x/node_modules/y/z.js", "/a/node_modules/x/node_modules/y"],
  ["/a/packages/site/src/page.tsx", undefined],
  ["\0/a/node_modules/x/virtual.js", undefined],
])("the package of %s is %s", (file, folder) => {
  expect(packageFolderOf(file)).toBe(folder)
})
