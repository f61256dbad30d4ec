import type { VNode } from "preact"

const elements = new WeakMap<object, VNode>()

/** The element of a token that does not change. Preact does not look into an element that is the very same object as last time. */
export function kept(token: object, make: () => VNode): VNode {
  const element = elements.get(token) ?? make()
  elements.set(token, element)
  return element
}

const groupLength = 32
const groups = new WeakMap<object, { tokens: readonly object[]; element: VNode }>()

/**
 * Tokens in groups, so that a piece of text costs no more the longer the text is: of a group in which nothing changes, one element is
 * compared. Every token is in its group from the first, since moving it there later would make its elements anew.
 */
export function inGroups<T extends object>(tokens: readonly T[], make: (group: readonly T[], start: number) => VNode): VNode[] {
  const elements: VNode[] = []
  for (let start = 0; start < tokens.length; start += groupLength) {
    const group = tokens.slice(start, start + groupLength)
    const first = group[0] as T
    const known = groups.get(first)
    const isSame = known?.tokens.length === group.length && known.tokens.every((token, index) => token === group[index])
    const element = isSame ? known.element : make(group, start)
    if (!isSame) groups.set(first, { tokens: group, element })
    elements.push(element)
  }
  return elements
}
