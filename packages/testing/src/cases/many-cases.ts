import fc from "fast-check"
import { testSeed } from "./test-set.ts"

/**
 * Plays generated cases, `atOnce` side by side: waiting takes most of their time, and `fc.assert` plays one after the other. A failure names the
 * case, and the seed that makes all of them again.
 */
export async function playMany<Case>(
  cases: fc.Arbitrary<Case>,
  { count, atOnce, seed = testSeed }: { count: number; atOnce: number; seed?: number },
  play: (one: Case, index: number) => Promise<void>,
): Promise<void> {
  const left = fc.sample(cases, { numRuns: count, seed }).entries()
  let failure: Error | undefined
  const work = async () => {
    for (const [index, one] of left) {
      if (failure) return
      await play(one, index).catch((cause: unknown) => {
        failure ??= new Error(`seed ${seed}: ${fc.stringify(one)}: ${cause instanceof Error ? cause.message : cause}`, { cause })
      })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  if (failure) throw failure
}
