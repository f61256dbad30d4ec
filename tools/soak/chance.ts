/** True once in `n` times on average. */
export const oneIn = (n: number): boolean => Math.random() * n < 1

/** A whole number from `min` to `max`. */
export const between = (min: number, max: number): number => Math.floor(min + Math.random() * (max - min + 1))

export const oneOf = <T>(values: readonly [T, ...T[]]): T => values[between(0, values.length - 1)] as T
