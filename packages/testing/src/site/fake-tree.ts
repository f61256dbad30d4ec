import { FakeFailure, type FakeTurn } from "./fake-turn.ts"

type Begin = { turnId: string; parentTurnId: string | null; continues: boolean }

/** The turns from the first one to a turn. */
export function pathTo(turns: FakeTurn[], turnId: string | null | undefined): FakeTurn[] {
  const turn = turns.find((turn) => turn.turnId === turnId)
  return turn ? [...pathTo(turns, turn.parentTurnId), turn] : []
}

/** The turns from the first one through a turn down to the newest one after it. Without a turn: through the newest one of all. */
export function pathThrough(turns: FakeTurn[], turnId: string | undefined): FakeTurn[] {
  const path = pathTo(turns, turns.some((turn) => turn.turnId === turnId) ? turnId : turns.at(-1)?.turnId)
  for (let last = path.at(-1); last; ) {
    const { turnId } = last
    last = turns.findLast((turn) => turn.parentTurnId === turnId)
    if (last) path.push(last)
  }
  return path
}

/** The turns with the parent of a turn, oldest first, itself included. */
export const versionsOf = (turns: FakeTurn[], { parentTurnId }: FakeTurn): FakeTurn[] =>
  turns.filter((turn) => turn.parentTurnId === parentTurnId)

export const continuationOf = (turns: FakeTurn[], turnId: string | null): FakeTurn | undefined =>
  turns.find((turn) => turn.continues && turn.parentTurnId === turnId)

const isCut = ({ status, stopReason }: FakeTurn) =>
  status === "interrupted" ||
  (status === "stopped" && ["size", "budget", "steps", "time"].includes(stopReason)) ||
  (status === "complete" && stopReason === "max_tokens")

/** Throws what the API answers to a turn that may not begin. */
export function checkBegin(turns: FakeTurn[], { parentTurnId, continues }: Begin, maxVersions: number): void {
  const parent = turns.find(({ turnId }) => turnId === parentTurnId)
  if (parentTurnId !== null && !parent) throw new FakeFailure(404, "turn.missing")
  const running = turns.filter(({ status, runs }) => status === "streaming" && runs > 0)
  const other = running.find((turn) => turn.parentTurnId !== parentTurnId) ?? running[2]
  if (other) throw new FakeFailure(409, "turn.busy", { turnId: other.turnId })
  if (turns.filter((turn) => turn.parentTurnId === parentTurnId).length >= maxVersions)
    throw new FakeFailure(409, "versions.exceeded", { limit: maxVersions })
  if (!continues) return
  const continued = continuationOf(turns, parentTurnId)
  if (continued) throw new FakeFailure(409, "turn.continued", { turnId: continued.turnId })
  if (!parent || !isCut(parent)) throw new FakeFailure(400, "body.invalid")
}
