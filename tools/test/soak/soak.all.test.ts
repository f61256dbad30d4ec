import { expect, test } from "vitest"
import { runSoak } from "../../soak/soak.ts"

const [seconds, streams] = [90, 10]

test("a short soak finds no problem: no internal error, no lost end, no extra model call, no wrong charge, no leaked handle, no message text in the logs", async () => {
  const { problems, counts, modelCalls, tableFaults, kills } = await runSoak({ seconds, streams, say: () => undefined })
  expect(problems).toEqual([])
  expect(counts.complete).toBeGreaterThan(0)
  expect(modelCalls).toBeGreaterThan(0)
  expect(tableFaults).toBeGreaterThan(0)
  expect(kills).toBeGreaterThan(0)
}, 300_000)
