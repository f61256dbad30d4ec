import { createHash } from "node:crypto"
import { decodeTime, monotonicFactory, ulid } from "ulid"

// A prefix says what an id names; the rest is a ULID: 48 bits of time, 80 random bits, sorted by time.
const ulidPattern = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
const prefixes = { conversation: "cnv", turn: "trn", message: "msg" } as const
export type IdKind = keyof typeof prefixes

export const idPattern = (kind: IdKind): RegExp => new RegExp(`^${prefixes[kind]}_${ulidPattern}$`)

/** The time in an id, in milliseconds since 1970. Clients make ids, so it can be wrong. */
export const timeOfId = (id: string): number => decodeTime(id.slice(id.indexOf("_") + 1))

export const newConversationId = (): string => `${prefixes.conversation}_${ulid()}`
export const newTurnId = (): string => `${prefixes.turn}_${ulid()}`
const base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

/**
 * An id of the same kind and time as another one, always the same for the same seed.
 * @param last the last character, for the order of ids of one seed and millisecond
 */
export function derivedId(id: string, seed: string, last = "0"): string {
  const start = id.slice(0, id.indexOf("_") + 11)
  const bytes = createHash("sha256").update(seed).digest().subarray(0, 15)
  return start + [...bytes].map((byte) => base32[byte % 32]).join("") + last
}

export const newRunId = (): string => ulid()

const monotonic = monotonicFactory()
/** Sorted by time, and in the order of the calls within one millisecond. */
export const newMessageId = (): string => `${prefixes.message}_${monotonic()}`
