import { Fragment, h, type VNode } from "preact"

type Keep = (token: object, make: () => VNode) => VNode

/**
 * Memoizes one element for each unchanged token. Preact skips a component's vnode that is identical to the previous one; it always visits the
 * children of a `div`.
 */
export function createMemo(): Keep {
  const elements = new WeakMap<object, VNode>()
  return (token, make) => {
    const element = elements.get(token) ?? make()
    elements.set(token, element)
    return element
  }
}

/** The key of a block, an item or a row in its list. */
export const memo = createMemo()

const groupLength = 32
const groups = new WeakMap<object, { tokens: readonly object[]; element: VNode }>()

/**
 * Groups tokens so that the cost of new text hardly grows with the length of the text: Preact compares one element for each unchanged group. Each token joins its group at once: moving it later would create its elements again.
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

/** The elements of tokens, grouped without wrapper elements in the page. */
export const memoInGroups = <T extends object>(tokens: readonly T[], view: (token: T, index: number) => VNode): VNode[] =>
  inGroups(tokens, (group, start) =>
    h(
      Fragment,
      { key: start },
      group.map((token, index) => memo(token, () => view(token, index))),
    ),
  )
