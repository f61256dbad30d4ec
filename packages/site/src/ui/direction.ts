/** The `dir` of a field: what was typed runs the way it is written; an empty field, and its placeholder, the way the page does. */
export const directionOf = (typed: string): "auto" | undefined => (typed ? "auto" : undefined)
