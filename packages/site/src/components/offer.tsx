import type { ComponentChildren } from "preact"

/** Something that the page says by itself, above the conversation, with what can be done about it. */
export const Offer = ({ words, children }: { words: string; children: ComponentChildren }) => (
  <div class="offer">
    <p>{words}</p>
    <div class="offer-ways">{children}</div>
  </div>
)
