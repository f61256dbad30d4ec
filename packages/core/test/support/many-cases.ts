import fc from "fast-check"

/**
 * Plays generated cases, `atOnce` side by side: waiting takes most of their time, and `fc.assert` plays one after the other. A failure names the
 * case, and the seed that makes all of them again.
 */
export async function playMany<Case>(
  cases: fc.Arbitrary<Case>,
  { count, atOnce, seed = Date.now() }: { count: number; atOnce: number; seed?: number },
  play: (one: Case) => Promise<void>,
): Promise<void> {
  const left = fc.sample(cases, { numRuns: count, seed })
  let failure: Error | undefined
  const work = async () => {
    for (let one = left.pop(); one !== undefined && !failure; one = left.pop()) {
      await play(one).catch((cause: unknown) => {
        failure ??= new Error(`seed ${seed}: ${fc.stringify(one)}: ${cause instanceof Error ? cause.message : cause}`, { cause })
      })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  if (failure) throw failure
}
