import { readFile } from "node:fs/promises"
import { expect, test } from "vitest"
import { openApiDocument } from "../src/openapi.ts"
import { routes } from "../src/routes.ts"

const root = new URL("../../../", import.meta.url)
const read = async (path: string) => JSON.parse(await readFile(new URL(path, root), "utf8"))

test("docs/openapi.json is what the code makes now (npm run openapi writes it)", async () => {
  const { version } = await read("package.json")
  expect(await read("docs/openapi.json")).toEqual(JSON.parse(JSON.stringify(openApiDocument(version))))
})

test("the document has exactly the routes that are served", async () => {
  const { paths } = await read("docs/openapi.json")
  const documented = Object.entries(paths as Record<string, object>).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(documented.toSorted()).toEqual(routes.map(({ method, resource }) => `${method} ${resource}`).toSorted())
})

test("every route with a parameter or a body documents how a bad one is refused", async () => {
  const { paths } = await read("docs/openapi.json")
  type Documented = { parameters?: unknown[]; requestBody?: unknown; responses: { default?: { description: string } } }
  const silent = Object.entries(paths as Record<string, Record<string, Documented>>).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { parameters, requestBody }]) => parameters || requestBody)
      .filter(([, { responses }]) => !responses.default?.description.includes("body.invalid"))
      .map(([method]) => `${method} ${path}`),
  )
  expect(silent).toEqual([])
})

test("no field that may be left out of a request has a default, which generators take for a field that must be there", async () => {
  const { components } = await read("docs/openapi.json")
  expect(JSON.stringify([components.schemas.turnRequest, components.schemas.feedback, components.schemas.newTitle])).not.toContain(
    "default",
  )
})

test("every schema that the document names is in it", async () => {
  const text = await readFile(new URL("docs/openapi.json", root), "utf8")
  const { components } = JSON.parse(text)
  const named = [...text.matchAll(/#\/components\/schemas\/([\w.]+)/g)].map(([, name]) => name)
  expect(named.filter((name) => !Object.hasOwn(components.schemas, name as string))).toEqual([])
})
