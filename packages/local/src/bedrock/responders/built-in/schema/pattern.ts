/** Parses a regular expression from left to right and writes a matching text. */
class PatternReader {
  readonly #pattern: string
  readonly #repeats: number
  #at = 0

  constructor(pattern: string, repeats: number) {
    this.#pattern = pattern
    this.#repeats = repeats
  }

  /** The first alternative, up to the end or to the bracket that closes the group. */
  alternative(): string {
    let text = ""
    while (this.#at < this.#pattern.length && this.#peek !== ")") {
      if (this.#peek === "|") {
        this.#skipAlternatives()
        break
      }
      const atom = this.#atom()
      text += atom.repeat(this.#quantifier())
    }
    return text
  }

  get #peek(): string | undefined {
    return this.#pattern[this.#at]
  }

  #next(): string {
    const character = this.#pattern[this.#at++]
    if (character === undefined) throw new Error("an unfinished pattern")
    return character
  }

  #skipAlternatives(): void {
    while (this.#at < this.#pattern.length && this.#peek !== ")") {
      this.#next()
      this.alternative()
    }
  }

  #atom(): string {
    const character = this.#next()
    if (character === "^" || character === "$") return ""
    if (character === ".") return "a"
    if (character === "[") return this.#class()
    if (character === "(") return this.#group()
    return character === "\\" ? this.#escape() : character
  }

  #group(): string {
    if (this.#peek === "?") {
      const [opening] = /^\?(:|<[A-Za-z_]\w*>)/.exec(this.#pattern.slice(this.#at)) ?? []
      if (opening === undefined) throw new Error("a group that only looks")
      this.#at += opening.length
    }
    const text = this.alternative()
    if (this.#next() !== ")") throw new Error("a group without an end")
    return text
  }

  #escape(): string {
    const character = this.#next()
    const known: Record<string, string> = { d: "0", w: "a", s: " ", D: "a", W: "-", S: "a", n: "\n", t: "\t", r: "\r", b: "" }
    if (character in known) return known[character] ?? ""
    if (/[A-Za-z0-9]/.test(character)) throw new Error("an escape that is not known here")
    return character
  }

  /** A character of the class: a common one, otherwise the first in the class. */
  #class(): string {
    const start = this.#at
    if (this.#peek === "^") this.#next()
    while (this.#peek !== "]") if (this.#next() === "\\") this.#next()
    this.#next()
    const matcher = new RegExp(`^[${this.#pattern.slice(start, this.#at)}$`, "u")
    const found = [..."aA0-_ .@/:+,", ...this.#pattern.slice(start, this.#at)].find((character) => matcher.test(character))
    if (found === undefined) throw new Error("a class without a character")
    return found
  }

  #quantifier(): number {
    const [whole, least] = /^\{(\d+)(,\d*)?\}\??/.exec(this.#pattern.slice(this.#at)) ?? []
    if (whole !== undefined) {
      this.#at += whole.length
      return Math.min(Number(least), 10_000)
    }
    const sign = this.#peek
    if (sign !== "*" && sign !== "+" && sign !== "?") return 1
    this.#next()
    if (this.#peek === "?") this.#next()
    if (sign === "?") return Math.min(this.#repeats, 1)
    return sign === "+" ? Math.max(1, this.#repeats) : this.#repeats
  }
}

/**
 * A text that matches a regular expression, with every optional part `repeats` times. Supports classes, groups, alternatives, quantifiers
 * and the common escapes. Returns `undefined` for other syntax, such as look-ahead.
 */
export function matchOf(pattern: string, repeats: number): string | undefined {
  try {
    return new PatternReader(pattern, repeats).alternative()
  } catch {
    return undefined
  }
}
