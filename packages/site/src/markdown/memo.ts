import { Fragment, h, type VNode } from "preact"

type Keep = (token: object, make: () => VNode) => VNode

/**
 * Keeps one element for each token that does not change. If it is a component's, Preact does not look into it when it is the very same object as
 * last time; into a `div` it always looks.
 */
export function createMemo(): Keep {
  const elements = new WeakMap<object, VNode>()
  return (token, make) => {
    const element = elements.get(token) ?? make()
    elements.set(token, element)
    return element
  }
}

/** Of a block, an item, a row: what stands for the whole token in its list. */
export const memo = createMemo()

const groupLength = 32
const groups = new WeakMap<object, { tokens: readonly object[]; element: VNode }>()

/**
 * Tokens in groups, so that a piece of text costs hardly more the longer the text is: of a group in which nothing changes, one element is
 * compared. Every token is in its group from the first, since moving it there later would make its elements anew.
 */
export function inGroups<T extends object>(tokens: readonly T[], make: (group: readonly T[], start: number) => VNode): VNode[] {
  const elements: VNode[] = []
  for (let start = 0; start < tokens.length; start += groupLength) {
    const first = tokens[start] as T
    const known = groups.get(first)
    const length = Math.min(groupLength, tokens.length - start)
    if (known?.tokens.length === length && known.tokens.every((token, index) => token === tokens[start + index])) {
      elements.push(known.element)
      continue
    }
    const group = tokens.slice(start, start + length)
    const element = make(group, start)
    groups.set(first, { tokens: group, element })
    elements.push(element)
  }
  return elements
}

/** The elements of tokens, in groups that leave no trace in the page. */
export const memoInGroups = <T extends object>(tokens: readonly T[], view: (token: T, index: number) => VNode): VNode[] =>
  inGroups(tokens, (group, start) =>
    h(
      Fragment,
      { key: start },
      group.map((token, index) => memo(token, () => view(token, index))),
    ),
  )
