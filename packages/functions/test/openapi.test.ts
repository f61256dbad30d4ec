import { readFile } from "node:fs/promises"
import { expect, test } from "vitest"
import { openApiDocument } from "../src/openapi.ts"
import { routes } from "../src/routes.ts"

const root = new URL("../../../", import.meta.url)
const read = async (path: string) => JSON.parse(await readFile(new URL(path, root), "utf8"))

test("docs/openapi.json matches the code (npm run openapi writes it)", async () => {
  const { version } = await read("package.json")
  expect(await read("docs/openapi.json")).toEqual(JSON.parse(JSON.stringify(openApiDocument(version))))
})

test("the document has exactly the routes of the API", async () => {
  const { paths } = await read("docs/openapi.json")
  const documented = Object.entries(paths as Record<string, object>).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(documented.toSorted()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).toSorted())
})

test("every route with parameters or a body documents its error for invalid input", async () => {
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

test("no optional request field has a default: client generators would make it required", async () => {
  const { components } = await read("docs/openapi.json")
  expect(JSON.stringify([components.schemas.turnRequest, components.schemas.feedback, components.schemas.newTitle])).not.toContain(
    "default",
  )
})

test("every schema that the document references exists in it", async () => {
  const text = await readFile(new URL("docs/openapi.json", root), "utf8")
  const { components } = JSON.parse(text)
  const named = [...text.matchAll(/#\/components\/schemas\/([\w.]+)/g)].map(([, name]) => name)
  expect(named.filter((name) => !Object.hasOwn(components.schemas, name as string))).toEqual([])
})
