import type { ComponentChildren } from "preact"

/** A status message with an optional action. */
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
