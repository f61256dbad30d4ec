import type { Store } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"
import { VisibleError } from "../visible-error.ts"

export async function readTurn({ entities }: Store, owner: string, turnId: string): Promise<Turn | undefined> {
  const { data } = await entities.turns.get({ owner, turnId }).go({ consistent: true })
  return data ?? undefined
}

export const turnReplaced = () => new VisibleError("turn.missing", "This turn was replaced or deleted.")
