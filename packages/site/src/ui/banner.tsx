import type { ComponentChildren } from "preact"

/** A message of the page above the conversation, with its actions. */
export const Banner = ({ words, isAlert = false, children }: { words: string; isAlert?: boolean; children: ComponentChildren }) => (
  <div class="banner">
    <p role={isAlert ? "alert" : undefined}>{words}</p>
    <div class="banner-actions">{children}</div>
  </div>
)
