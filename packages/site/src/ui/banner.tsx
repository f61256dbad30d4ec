import type { ComponentChildren } from "preact"

/** Something that the page says by itself, above the conversation, with what can be done about it. */
export const Banner = ({ words, isAlert = false, children }: { words: string; isAlert?: boolean; children: ComponentChildren }) => (
  <div class="banner">
    <p role={isAlert ? "alert" : undefined}>{words}</p>
    <div class="banner-actions">{children}</div>
  </div>
)
