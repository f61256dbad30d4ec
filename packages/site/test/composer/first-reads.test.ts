import { expect, test } from "vitest"
import { createGate } from "../support/gate.ts"
import { usePageState } from "../support/page-state.ts"

const state = usePageState()

test("the latest read of the site's settings wins although an earlier one arrives later", async () => {
  const { config } = await import("../../src/page/config.ts")
  const { startFirstReads, readyToSend } = await import("../../src/composer/first-reads.ts")
  const gate = createGate()
  state.api.late = (route, asked) => (route === "GET /config" && asked === 1 ? gate.opened : undefined)
  startFirstReads()
  const first = readyToSend()
  await expect.poll(() => state.api.asked.length).toBe(1)
  state.api.models = [{ modelId: "new", name: "New", default: true }]
  startFirstReads()
  await readyToSend()
  gate.open()
  await first
  expect(config.value?.models.map(({ modelId }) => modelId)).toEqual(["new"])
})
