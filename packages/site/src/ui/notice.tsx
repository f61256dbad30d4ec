import type { ComponentChildren } from "preact"

/** A sentence about the state of something, and what can be done about it. */
export const Notice = ({
  kind = "note",
  action,
  children,
}: {
  kind?: "note" | "warning"
  action?: ComponentChildren
  children: ComponentChildren
}) => (
  <div class="notice" data-kind={kind}>
    <p>{children}</p>
    {action}
  </div>
)
