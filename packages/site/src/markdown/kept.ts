import { Fragment, h, type VNode } from "preact"

type Keep = (token: object, make: () => VNode) => VNode

/** Keeps one element for each token that does not change. Preact does not look into an element that is the very same object as last time. */
export function keeper(): Keep {
  const elements = new WeakMap<object, VNode>()
  return (token, make) => {
    const element = elements.get(token) ?? make()
    elements.set(token, element)
    return element
  }
}

/** Of a block, an item, a row: what stands for the whole token in its list. */
export const kept = keeper()

const groupLength = 32
const groups = new WeakMap<object, { tokens: readonly object[]; element: VNode }>()

/**
 * Tokens in groups, so that a piece of text costs hardly more the longer the text is: of a group in which nothing changes, one element is
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

/** The elements of tokens, in groups that leave no trace in the page. */
export const keptInGroups = <T extends object>(tokens: readonly T[], view: (token: T, index: number) => VNode): VNode[] =>
  inGroups(tokens, (group, start) =>
    h(
      Fragment,
      { key: start },
      group.map((token, index) => kept(token, () => view(token, index))),
    ),
  )
