import { testInAll } from "@parley/testing/cases/test-in-all.ts"
import { testSeed } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"
import { afterAll, beforeAll, test } from "vitest"
import { killAt } from "../support/killed-turns.ts"
import { type Place, type Plan, stepsBefore } from "../support/planned-turn.ts"
import { startToolStage, type ToolStage } from "../support/tool-stage.ts"

let world: ToolStage
beforeAll(async () => {
  world = await startToolStage()
})
afterAll(() => world?.stop())

const plan: Plan = [
  { words: ["I ", "look."], tools: 2 },
  { words: ["There", " it is.", " Now I", " look again."], tools: 1 },
  { words: ["Done", "."], tools: 0 },
]
const silent: Plan = [
  { words: [], tools: 1 },
  { words: ["There", "."], tools: 0 },
]

const places: [name: string, place: Place, options?: { plan?: Plan; isLogged?: false }][] = [
  ["the first tool runs", { call: 1, tool: 0 }],
  ["the second tool runs", { call: 1, tool: 1 }],
  ["the tool of a call without text runs", { call: 1, tool: 0 }, { plan: silent }],
  ["the tool runs before the first heartbeat", { call: 1, tool: 0 }, { isLogged: false }],
  ["the second call has no word", { call: 2, words: 0 }],
  ["the second call has a word", { call: 2, words: 1 }],
  ["the second call has its text", { call: 2, words: 4 }],
  ["the tool of the second call runs", { call: 2, tool: 0 }],
  ["the end of the first call is not stored", { call: 1, write: "end", isStored: false }],
  ["the end of the first call is stored", { call: 1, write: "end", isStored: true }],
  ["the second call is not reserved", { call: 1, write: "reserve", isStored: false }],
  ["the second call is reserved", { call: 1, write: "reserve", isStored: true }],
]

test("after the function's process is killed between two model calls or in the second one, no tool and no call runs again", async () => {
  const cases = places.map(([name, place, options]) => ({ name, plan, place, isLogged: true, ...options }))
  await killAt(world, cases)
}, 120_000)

const words = (minLength: number) => fc.array(fc.constantFrom("word ", "😀", "日本 ", "a"), { minLength, maxLength: 4 })
const toolCall = (minWords: number) => fc.record({ words: words(minWords), tools: fc.integer({ min: 1, max: 3 }) })
const randomPlan = fc
  .tuple(toolCall(1), fc.array(toolCall(0), { maxLength: 2 }), words(1))
  .map(([first, middle, last]): Plan => [first, ...middle, { words: last, tools: 0 }])

function placesIn(plan: Plan): Place[] {
  return plan.flatMap(({ words: { length }, tools }, index): Place[] => {
    const call = index + 1
    const ofWords = call === 1 ? [] : Array.from({ length: length + 1 }, (_, n) => ({ call, words: n }))
    const ofTools = Array.from({ length: tools }, (_, tool) => ({ call, tool }))
    const writes = tools === 0 ? [] : (["end", "reserve"] as const)
    return [...ofWords, ...ofTools, ...writes.flatMap((write) => [true, false].map((isStored) => ({ call, write, isStored })))]
  })
}

/** Any place from the end of the first call on. */
const randomCase = randomPlan.chain((plan) =>
  fc
    .record({
      plan: fc.constant(plan),
      place: fc.constantFrom(...placesIn(plan)),
      isLogged: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
    })
    // Without a text and a finished call, the turn has failed and is run again.
    .filter(({ place, isLogged }) => isLogged || stepsBefore(place).ended > 0),
)

testInAll.each(Array.from({ length: 4 }, (_, round) => round))(
  "the same at 30 places of turns of two to four calls, round %i",
  async (round) => {
    const cases = fc.sample(randomCase, { numRuns: 30, seed: testSeed + round })
    await killAt(
      world,
      cases.map((one, n) => ({ ...one, name: `seed ${testSeed + round}, case ${n}` })),
    )
  },
  240_000,
)
