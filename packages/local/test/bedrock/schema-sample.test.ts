import { caseCount } from "@parley/testing/cases/test-set.ts"
import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { sampleOf } from "../../src/bedrock/responders/built-in/schema/sample.ts"

// A different validator than the responder's own.
const ajv = new Ajv2020({ strict: false, validateFormats: true })
addFormats.default(ajv)
const valid = (schema: object, value: unknown): boolean => ajv.compile(schema)(value)

describe("the smallest value of a schema", () => {
  test.each<[string, object, unknown]>([
    ["of any object", { type: "object" }, {}],
    [
      "has required properties only",
      { type: "object", properties: { a: { type: "string" }, b: { type: "string" } }, required: ["a"] },
      { a: "" },
    ],
    ["has a required property that is not described", { type: "object", required: ["a"] }, { a: "" }],
    [
      "nests",
      { type: "object", properties: { a: { type: "object", properties: { b: { type: "boolean" } }, required: ["b"] } }, required: ["a"] },
      { a: { b: false } },
    ],
    ["is a constant", { const: [1] }, [1]],
    ["is the first of an enum", { type: "string", enum: ["x", "y"] }, "x"],
    ["is the first of an enum that matches the other keywords", { enum: ["x", 3, "long"], type: "string", minLength: 2 }, "long"],
    ["is the first type", { type: ["integer", "null"] }, 0],
    ["is the minimum", { type: "integer", minimum: 3 }, 3],
    ["is above an exclusive minimum", { type: "integer", exclusiveMinimum: 3 }, 4],
    ["is below a negative maximum", { type: "number", maximum: -2 }, -2],
    ["is between exclusive bounds", { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.5],
    ["is a multiple", { type: "integer", minimum: 10, multipleOf: 7 }, 14],
    ["has the minimum length", { type: "string", minLength: 3 }, "aaa"],
    ["has a format", { type: "string", format: "date" }, "2026-01-01"],
    ["has a pattern", { type: "string", pattern: "^[A-Z]{2}-\\d+(x|y)?$" }, "AA-0"],
    ["is a list of minimum length", { type: "array", items: { type: "integer" }, minItems: 2 }, [0, 0]],
    ["is a list of unique items", { type: "array", items: { enum: ["a", "b", "c"] }, minItems: 2, uniqueItems: true }, ["a", "b"]],
    ["is a list by positions", { type: "array", prefixItems: [{ const: 1 }, { type: "string" }], minItems: 2 }, [1, ""]],
    ["is a list with the item of contains", { type: "array", contains: { const: 7 } }, [7]],
    ["follows a reference", { $ref: "#/$defs/a", $defs: { a: { type: "integer", minimum: 2 } } }, 2],
    [
      "follows a nested reference",
      { type: "object", properties: { a: { $ref: "#/definitions/a" } }, required: ["a"], definitions: { a: { const: 1 } } },
      { a: 1 },
    ],
    [
      "ends a recursive schema",
      { $ref: "#/$defs/n", $defs: { n: { type: "object", properties: { next: { anyOf: [{ $ref: "#/$defs/n" }, { type: "null" }] } } } } },
      {},
    ],
    ["is of the first alternative", { anyOf: [{ type: "string", minLength: 1 }, { type: "null" }] }, "a"],
    [
      "matches exactly one alternative of oneOf",
      { oneOf: [{ type: "string" }, { type: "string", minLength: 3 }, { type: "integer" }] },
      "",
    ],
    ["skips a value that matches two alternatives", { oneOf: [{ const: 1 }, { enum: [1] }, { const: 2 }] }, 2],
    [
      "merges allOf",
      { allOf: [{ type: "object", properties: { a: { minLength: 2 } }, required: ["a"] }, { properties: { a: { type: "string" } } }] },
      { a: "aa" },
    ],
    ["has an entry of a map", { type: "object", minProperties: 1, additionalProperties: { type: "integer" } }, { property1: 0 }],
    ["includes a dependent property", { type: "object", required: ["a"], dependentRequired: { a: ["b"] } }, { a: "", b: "" }],
  ])("%s", (_what, schema, value) => {
    expect(sampleOf(schema)).toEqual({ value })
    expect(valid(schema, value)).toBe(true)
  })

  test.each<[string, object]>([
    ["that no value matches", { type: "integer", minimum: 2, maximum: 1 }],
    [
      "that requires itself endlessly",
      { $ref: "#/$defs/n", $defs: { n: { type: "object", properties: { n: { $ref: "#/$defs/n" } }, required: ["n"] } } },
    ],
    ["with a broken reference", { $ref: "#/$defs/a" }],
    ["with a reference to another document", { $ref: "https://example.com/schema" }],
    [
      "that branches into itself endlessly",
      {
        $ref: "#/$defs/n",
        $defs: {
          n: {
            type: "object",
            properties: { n: { anyOf: Array.from({ length: 10 }, () => ({ $ref: "#/$defs/n" })) } },
            required: ["n"],
          },
        },
      },
    ],
    ["with a list of a billion items", { type: "array", minItems: 1e9 }],
    ["with a look-ahead pattern", { type: "string", pattern: "^(?=b)a$" }],
    ["with an invalid pattern", { type: "string", pattern: "(" }],
  ])("does not exist for one %s", (_what, schema) => {
    expect(sampleOf(schema)).toBeUndefined()
  })
})

const small = fc.integer({ min: -20, max: 20 })
const limits = (low: string, high: string, values: fc.Arbitrary<number>) =>
  fc.tuple(values, fc.integer({ min: 1, max: 10 }), fc.boolean(), fc.boolean()).map(([from, width, hasLow, hasHigh]) => ({
    ...(hasLow && { [low]: from }),
    ...(hasHigh && { [high]: from + width }),
  }))

const { schema } = fc.letrec<{ schema: object; leaf: object }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(
      { type: "boolean" },
      { type: "null" },
      { const: { a: [1] } },
      { enum: ["a", 2, null] },
      { type: ["string", "null"] },
      {},
    ),
    limits("minimum", "maximum", small).map((more) => ({ type: "integer", ...more })),
    limits("exclusiveMinimum", "maximum", small).map((more) => ({ type: "number", ...more })),
    fc.tuple(small, fc.integer({ min: 1, max: 9 })).map(([minimum, multipleOf]) => ({ type: "integer", minimum, multipleOf })),
    limits("minLength", "maxLength", fc.nat(5)).map((more) => ({ type: "string", ...more })),
    fc.constantFrom("date", "date-time", "email", "uri", "uuid", "ipv4").map((format) => ({ type: "string", format })),
    fc.constantFrom("^[a-f0-9]{8}$", "^(GET|POST)$", "^\\w+@\\w+\\.com$", "^[^a]b?$").map((pattern) => ({ type: "string", pattern })),
    fc.constantFrom("name", "number").map((name) => ({ $ref: `#/$defs/${name}` })),
  ),
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc
      .tuple(
        fc.dictionary(fc.constantFrom("a", "b", "c", "d e", "__x"), tie("schema"), { maxKeys: 4 }),
        fc.boolean(),
        fc.infiniteStream(fc.boolean()),
      )
      .map(([properties, closed, needed]) => ({
        type: "object",
        properties,
        required: Object.keys(properties).filter(() => needed.next().value),
        ...(closed && { additionalProperties: false }),
      })),
    fc.tuple(tie("schema"), fc.nat(3)).map(([items, minItems]) => ({ type: "array", items, minItems })),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.array(tie("leaf"), { minLength: 1, maxLength: 3 }).map((oneOf) => ({ oneOf })),
  ),
}))

const $defs = { name: { type: "string", minLength: 1 }, number: { type: "integer", minimum: 5 } }

test("every generated schema gets a value that a second validator accepts, or none if alternatives exclude each other", () => {
  let found = 0
  let tried = 0
  fc.assert(
    fc.property(schema, (part) => {
      const whole = { ...part, $defs }
      const sample = sampleOf(whole)
      tried++
      if (sample) found++
      // Two equal alternatives of oneOf exclude each other.
      else expect(JSON.stringify(part)).toContain("oneOf")
      expect(sample === undefined || valid(whole, sample.value)).toBe(true)
    }),
    { numRuns: caseCount(300, 1_000) },
  )
  expect(found / tried).toBeGreaterThan(0.9)
})
