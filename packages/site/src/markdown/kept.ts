import type { VNode } from "preact"

const elements = new WeakMap<object, VNode>()

/** The element of a token that does not change. Preact does not look into an element that is the very same object as last time. */
export function kept(token: object, make: () => VNode): VNode {
  const element = elements.get(token) ?? make()
  elements.set(token, element)
  return element
}
