import type { Listener } from "./fake-turn.ts"

/** The stream of functions of the version before: one text, of which each delta has the length up to its end as its id. */
export function asText({ event, cut }: Listener, after = 0): Listener {
  let end = 0
  return {
    cut,
    event(name, data) {
      if (name === "turn" || name === "done" || name === "error") return event(name, data)
      if (!("text" in data) || typeof data.text !== "string") return
      const start = end
      end += data.text.length
      if (end > after) event("delta", { text: data.text.slice(Math.max(0, after - start)) }, String(end))
    },
  }
}
