/** Finds the caller's stop sequences in streamed text. Holds back text that may be the start of one. */
export class StopSequences {
  readonly #sequences: string[]
  #held = ""

  constructor(sequences: string[]) {
    this.#sequences = sequences.filter((sequence) => sequence !== "")
  }

  /** Takes the next text. Returns the text that can be sent, and the stop sequence that ended it. */
  take(piece: string): { text: string; sequence?: string } {
    const text = this.#held + piece
    const hit = this.#sequences
      .map((sequence) => ({ sequence, at: text.indexOf(sequence) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at)[0]
    if (hit) return { text: text.slice(0, hit.at), sequence: hit.sequence }
    const sure = text.length - this.#undecided(text)
    this.#held = text.slice(sure)
    return { text: text.slice(0, sure) }
  }

  /** The text still held back at the end of the answer. */
  rest(): string {
    return this.#held
  }

  /** Length of the longest suffix of the text that is a prefix of a stop sequence. */
  #undecided(text: string): number {
    const longest = Math.max(0, ...this.#sequences.map((sequence) => sequence.length - 1))
    for (let length = Math.min(longest, text.length); length > 0; length--) {
      if (this.#sequences.some((sequence) => sequence.startsWith(text.slice(-length)))) return length
    }
    return 0
  }
}
