import { blocksOf, type StoredBlock, storedBlock } from "../blocks/stored.ts"

/** The first number of a recovery's updates, higher than any number of a generator: the dead one may have sent updates that its log lacks. */
const firstRev = 10_000_000

export const isRecoveryRev = (rev: number): boolean => rev >= firstRev

/** The blocks of a dead turn as they are stored: nobody knows the outcome of a call that its generator had begun. */
export function recoveredBlocks(logged: readonly StoredBlock[]): StoredBlock[] {
  let rev = firstRev
  return blocksOf(logged).map((block, index) =>
    "toolUse" in block && block.toolUse.status === "running"
      ? storedBlock({ toolUse: { ...block.toolUse, status: "unknown" }, rev: rev++ })
      : (logged[index] as StoredBlock),
  )
}
