const connections = 40
const milliseconds = 20_000

/**
 * Asks as much as can be asked for a while, of both functions. A process keeps the pages that its busiest moment took, long after what was in them is gone.
 * This is that moment: what grows afterwards is kept by somebody.
 */
export async function warmUp(url: string): Promise<void> {
  const until = Date.now() + milliseconds
  const refused = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }
  const keepAsking = async () => {
    while (Date.now() < until) {
      for (const answer of [await fetch(`${url}/api/config`), await fetch(`${url}/api/chat`, refused)]) await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: connections }, keepAsking))
}
