export type Billed = {
  /** Bedrock's charge for all calls, in nano-dollars. */
  all: number
  /** The part for calls with a usage event, which must be counted exactly. */
  told: number
  /** The upper bound of what calls without a usage event may be counted at, in total. */
  untoldAtMost: number
  /** The amount that may stay reserved: turns that were deleted after their function was killed. */
  asideAtMost: number
}

type Sums = Record<"visitor" | "address" | "stage", { committed: number; spent: number }>

/**
 * The money problems after every turn has ended: no reservation may remain, the three kinds of scope must agree, and the usage must match the charge.
 */
export function judgeMoney(items: Record<string, unknown>[], billed: Billed): string[] {
  const problems: string[] = []
  const sums: Sums = { visitor: { committed: 0, spent: 0 }, address: { committed: 0, spent: 0 }, stage: { committed: 0, spent: 0 } }
  for (const { scope, committed, spent = 0 } of items) {
    if (committed === undefined) continue
    const kind = String(scope).split("#")[0] as keyof Sums
    sums[kind].committed += Number(committed)
    sums[kind].spent += Number(spent)
    const aside = Number(committed) - Number(spent)
    if (aside < 0 || aside > billed.asideAtMost) problems.push(`money: ${kind} has ${aside} nano-dollars set aside for no turn`)
  }
  const { visitor, address, stage } = sums
  if (visitor.spent !== stage.spent || address.spent !== stage.spent) {
    problems.push(`money: visitors spent ${visitor.spent}, addresses ${address.spent}, the stage ${stage.spent}`)
  }
  if (stage.committed < billed.all) problems.push(`money: ${stage.committed} was counted, ${billed.all} was billed`)
  if (stage.spent > billed.told + billed.untoldAtMost) {
    problems.push(`money: ${stage.spent} was counted, at most ${billed.told + billed.untoldAtMost} can have been`)
  }
  return problems
}
