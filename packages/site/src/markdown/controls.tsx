import type { ComponentChildren } from "preact"

// Embeddings, overrides, isolates and marks of direction (Unicode Standard Annex 9). They can make code read differently than it runs.
const control = /([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])/

/** Text whose direction control characters are visible and have no effect. Copying it yields the original text. */
export const withControls = (text: string): ComponentChildren => (control.test(text) ? text.split(control).map(part) : text)

const part = (text: string, index: number): ComponentChildren =>
  index % 2 ? (
    <bdi key={index} class="control" data-code={`U+${text.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`}>
      {text}
    </bdi>
  ) : (
    text
  )
