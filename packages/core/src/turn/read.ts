import type { Store } from "../entities/store.ts"
import type { Turn } from "../entities/turn.ts"

export async function readTurn({ entities }: Store, owner: string, turnId: string): Promise<Turn | undefined> {
  const { data } = await entities.turns.get({ owner, turnId }).go({ consistent: true })
  return data ?? undefined
}
