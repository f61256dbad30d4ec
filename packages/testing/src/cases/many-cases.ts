import fc from "fast-check"
import { testSeed } from "./test-set.ts"

/**
 * Runs generated cases, `atOnce` of them concurrently: the cases mostly wait, and `fc.assert` runs them one by one. A failure reports the
 * case and the seed that reproduces all of them.
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
