/** How many of the newest messages of a path are read. */
export const historyMessages = 60
const historyTurns = historyMessages / 2

/** The history is dropped in steps of a quarter of the window. */
export const windowStep = (window: number): number => window / 4

/** The size of a turn in the window, and its place on the path. */
export type WindowTurn = {
  /** An upper bound of its tokens in the prompt; 0 if the model does not get it. */
  tokens: number
  /** Where it ends, in tokens from the root of the conversation, as stored with its answer. Older answers have none. */
  pathTokens?: number | undefined
}

/** The tokens that a turn adds to its path: at least one thirtieth of the window, because at most 30 turns are read. */
export const pathLength = (tokens: number, contextTokens: number): number => Math.max(tokens, Math.ceil(contextTokens / historyTurns))

/**
 * The index of the first turn that the model gets: it and all later turns fit the window. Turns are dropped at multiples of a quarter of the
 * window, counted from the root and not from the newest turn, so the prompt begins with the same turn for many turns, and the model can read it
 * from its cache.
 * @param turns oldest first; the last one is the parent of the turn that begins
 * @param window the most tokens of the history
 */
export function windowStart(turns: readonly WindowTurn[], window: number): number {
  const ends = endsOf(turns, window)
  const last = ends.at(-1)
  if (last === undefined || window <= 0) return turns.length
  const step = windowStep(window)
  let cut = Math.max(Math.ceil((last - window) / step), 0) * step
  for (;;) {
    const start = turns.findIndex((_, index) => startOf(index) >= cut)
    if (start < 0) return turns.length
    if (sumOf(turns.slice(start)) <= window) return start
    // The bounds may be larger than those that were stored: another model has its own.
    cut = (Math.floor(startOf(start) / step) + 1) * step
  }

  function startOf(index: number): number {
    return ends[index - 1] ?? Math.max((ends[0] as number) - pathLength(turns[0]?.tokens ?? 0, window), 0)
  }
}

const sumOf = (turns: readonly WindowTurn[]): number => turns.reduce((sum, { tokens }) => sum + tokens, 0)

/** Where the path ends, in tokens from its root; 0 for a path without turns. */
export const pathEnd = (turns: readonly WindowTurn[], window: number): number => endsOf(turns, window).at(-1) ?? 0

/** Where each turn ends. Those without a stored end are counted from the nearest one, or from the oldest turn. */
function endsOf(turns: readonly WindowTurn[], window: number): number[] {
  const lengths = turns.map(({ tokens }) => pathLength(tokens, window))
  const known = Math.max(
    turns.findIndex(({ pathTokens }) => pathTokens !== undefined),
    0,
  )
  const untilKnown = lengths.slice(0, known + 1).reduce((sum, length) => sum + length, 0)
  let end = (turns[known]?.pathTokens ?? untilKnown) - untilKnown
  return turns.map(({ pathTokens }, index) => {
    end = pathTokens ?? end + (lengths[index] as number)
    return end
  })
}
