import type { Token, Tokens } from "marked"
import { type Growth, type GrowthOf, joinedRaw } from "./growth.ts"
import { growthOfLastItem } from "./item.ts"

// The last items may still change: the last one grows, and a blank line after the one before it belongs to both.
const openItems = 2

/** All items but the last ones, or all but the last one and the start of it. */
export function growthOfList(generic: Token, growthOf: GrowthOf): Growth | undefined {
  const list = generic as Tokens.List
  return growthOfLastItem(list, growthOf) ?? growthOfItems(list)
}

function growthOfItems(list: Tokens.List): Growth | undefined {
  const items = list.items.slice(0, -openItems)
  const [next] = list.items.slice(-openItems)
  if (items.length === 0 || !next) return undefined
  const settled = items.map(({ raw }) => raw).join("")
  // One blank line between items makes the whole list loose. An item before the rest, at the same indentation, carries that over.
  const prefix = list.loose ? `${/^ *(?:[-*+]|\d+[.)])/.exec(next.raw)?.[0] ?? "-"} x\n\n` : ""
  return {
    settled,
    prefix,
    join(generic) {
      const rest = generic as Tokens.List
      if (rest.type !== "list" || rest.loose !== list.loose) return undefined
      const added = prefix ? rest.items.slice(1) : rest.items
      return { ...list, raw: joinedRaw({ settled, prefix }, rest), items: [...items, ...added] }
    },
  }
}
