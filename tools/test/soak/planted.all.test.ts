import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { runSoak } from "../../soak/soak.ts"
import { observedFunctions } from "../../soak/stage-process.ts"

test("a soak finds the planted faults: message text in the log, streams without an end or a piece, timers", async () => {
  const chat = fileURLToPath(new URL("./planted-chat.ts", import.meta.url))
  const functions = { ...observedFunctions, chat }
  const { problems } = await runSoak({ seconds: 8, streams: 5, say: () => undefined, functions })
  const kinds = [/^logs: .* functions\.log/, /^stream: 0 ends instead of one$/, /characters arrived/, /^handles: chat holds \d+ × Timeout/]
  for (const kind of kinds) expect(problems).toContainEqual(expect.stringMatching(kind))
}, 300_000)
