import type { ComponentChildren } from "preact"

/** A line that opens to its details, closed at first. */
export const Disclosure = ({ line, children }: { line: ComponentChildren; children: ComponentChildren }) => (
  <details class="block">
    <summary class="block-line">{line}</summary>
    <div class="block-details">{children}</div>
  </details>
)
