import type { Token } from "marked"

/** A long block that is still growing: its start is settled, and only its rest is parsed again. */
export type Growth = {
  /** The start of the block's text, which is not parsed again. */
  settled: string
  /** What replaces the settled text in the lexer's input, so that the rest parses as it would in the whole block. */
  prefix: string
  /** The settled start may change at the end of the block, for example by emphasis that is closed far below. */
  isApproximate?: true
  /** The whole block, from the settled start and the parsed rest. `undefined` if the rest changed the meaning of the start. */
  join(rest: Token): Token | undefined
}

/** Settles as much of an open block as is certain; `undefined` if nothing is. */
export type GrowthOf = (block: Token) => Growth | undefined

/** The source of a joined block. */
export const joinedRaw = ({ settled, prefix }: Pick<Growth, "settled" | "prefix">, rest: Token): string =>
  settled + rest.raw.slice(prefix.length)
