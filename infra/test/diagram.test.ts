import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { root } from "../../tools/synth/paths.ts"
import { graphOf } from "./support/graphs.ts"

const source = readFileSync(`${root}/docs/architecture.d2`, "utf8")
// The boxes inside the account, `name: "Label…`, with the resource type of each in the stack.
const boxes = new Set([...source.slice(source.indexOf('aws: "')).matchAll(/^ +(\w+): "/gm)].map(([, name]) => name))
const parts: Record<string, RegExp> = {
  cdn: /^aws:cloudfront\/distribution:/,
  site: /^aws:s3\/bucket:/,
  api: /^aws:apigateway\/restApi:/,
  functions: /^sst:aws:Function$/,
  chat: /^aws:lambda\/function:.* ChatFunction$/,
  conversations: /^aws:lambda\/function:.* ConversationsFunction$/,
  bedrock: /^aws:iam\/role:.* ChatRole$/,
  table: /^aws:dynamodb\/table:/,
  logs: /^aws:cloudwatch\/logGroup:/,
  alarms: /^aws:cloudwatch\/metricAlarm:/,
}
const resources = graphOf({ stage: "prod" }).map(({ type, name }) => (type.startsWith("sst:") ? type : `${type} ${name}`))

test("every box of the diagram is a resource of the stack", () => {
  expect([...boxes].sort()).toEqual(Object.keys(parts).sort())
  for (const [box, part] of Object.entries(parts)) expect([box, resources.some((resource) => part.test(resource))]).toEqual([box, true])
})

test("the diagram shows every resource that serves a request", () => {
  const serving = resources.filter((resource) =>
    /^aws:(lambda\/function|dynamodb\/table|apigateway\/restApi|s3\/bucket|cloudfront\/distribution):/.test(resource),
  )
  expect(serving.filter((resource) => !Object.values(parts).some((part) => part.test(resource)))).toEqual([])
  expect(source).toContain("AWS WAF")
})

test("the image was drawn from the present source", () => {
  const hash = createHash("sha256").update(source).digest("hex")
  expect(readFileSync(`${root}/docs/architecture.png`, "latin1"), "run npm run diagram").toContain(`Source\0${hash}`)
})
