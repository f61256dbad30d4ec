import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { runSoak } from "../../soak/soak.ts"
import { observedFunctions } from "../../soak/stage-process.ts"

const short = { seconds: 12, streams: 5, say: () => undefined }

test("a short soak finds nothing wrong: no own error, no lost end, no call too many, no money adrift, no handle, no word in the logs", async () => {
  const { problems, counts, modelCalls, tableFaults, kills } = await runSoak(short)
  expect(problems).toEqual([])
  expect(counts.complete).toBeGreaterThan(0)
  expect(modelCalls).toBeGreaterThan(0)
  expect(tableFaults).toBeGreaterThan(0)
  expect(kills).toBeGreaterThan(0)
}, 300_000)

test("a soak finds what a faulty function does: words in its log, streams without an end or a piece, timers", async () => {
  const chat = fileURLToPath(new URL("./planted-chat.ts", import.meta.url))
  const { problems } = await runSoak({ ...short, seconds: 8, functions: { ...observedFunctions, chat } })
  const kinds = [/^logs: .* functions\.log/, /^stream: 0 ends instead of one$/, /characters arrived/, /^handles: chat holds \d+ × Timeout/]
  for (const kind of kinds) expect(problems).toContainEqual(expect.stringMatching(kind))
}, 300_000)
