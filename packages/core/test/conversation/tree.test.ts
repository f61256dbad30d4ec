import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { leafUnder, newestTurn, pathTo, treeOf, versionsOf } from "../../src/conversation/tree.ts"
import { root } from "../../src/entities/node.ts"
import { nodesOf, parentsOf, treeShape } from "../support/tree.ts"

const inTree = fc.tuple(treeShape, fc.nat()).map(([shape, n]) => ({ shape, index: n % shape.length }))

/** The expected results, computed from the parents alone. */
function expectedOf(shape: (number | null)[]) {
  const parents = parentsOf(shape)
  const childrenOf = (of: number | undefined) => parents.flatMap((parent, index) => (parent === of ? [index] : []))
  return {
    path(index: number): number[] {
      const parent = parents[index]
      return parent === undefined ? [index] : [index, ...this.path(parent)]
    },
    versions: (index: number) => childrenOf(parents[index]),
    leaf(index: number): number {
      const newest = childrenOf(index).at(-1)
      return newest === undefined ? index : this.leaf(newest)
    },
  }
}

describe("in any tree", () => {
  test("path, versions and leaf of a turn are those of its parents, in any order of the nodes", () => {
    fc.assert(
      fc.property(inTree, fc.integer(), ({ shape, index }, seed) => {
        const nodes = nodesOf("c", shape)
        const tree = treeOf(
          nodes.toSorted((one, other) => ((one.messageId.charCodeAt(29) * seed) % 7) - ((other.messageId.charCodeAt(29) * seed) % 7)),
        )
        const { turnId = "" } = nodes[index] ?? {}
        const expected = expectedOf(shape)
        const indexOf = (id: string) => nodes.findIndex((node) => node.turnId === id)
        expect(pathTo(tree, turnId).map((node) => indexOf(node.turnId))).toEqual(expected.path(index))
        expect(versionsOf(tree, turnId).map((node) => indexOf(node.turnId))).toEqual(expected.versions(index))
        expect(indexOf(leafUnder(tree, turnId))).toBe(expected.leaf(index))
        expect(newestTurn(tree)).toBe(nodes.at(-1))
      }),
    )
  })

  test("the leaf under a turn has the turn on its path, and nothing follows it", () => {
    fc.assert(
      fc.property(inTree, ({ shape, index }) => {
        const nodes = nodesOf("c", shape)
        const tree = treeOf(nodes)
        const { turnId = "" } = nodes[index] ?? {}
        const leaf = leafUnder(tree, turnId)
        expect(pathTo(tree, leaf)).toContain(nodes[index])
        expect(tree.children.get(leaf)).toBeUndefined()
        expect(leafUnder(tree, leaf)).toBe(leaf)
      }),
    )
  })

  test("with the oldest nodes missing, a path ends where they begin", () => {
    fc.assert(
      fc.property(inTree, fc.nat(), ({ shape, index }, cut) => {
        const nodes = nodesOf("c", shape)
        const known = treeOf(nodes.slice(cut % shape.length))
        const whole = pathTo(treeOf(nodes), nodes[index]?.turnId ?? "")
        const part = pathTo(known, nodes[index]?.turnId ?? "")
        expect(part).toEqual(whole.slice(0, part.length))
        const next = part.at(-1)?.parentTurnId
        if (part.length > 0) expect(next === root || !known.nodes.has(next ?? "")).toBe(true)
      }),
    )
  })
})

test("a turn without a node has no path, and nodes that name each other as parents end no walk in a loop", () => {
  const [one, other] = nodesOf("c", [null, 0])
  if (!one || !other) throw new Error("no nodes")
  const tree = treeOf([{ ...one, parentTurnId: other.turnId }, other])
  expect(pathTo(tree, "trn_missing")).toEqual([])
  expect(pathTo(tree, one.turnId)).toHaveLength(2)
  expect([one.turnId, other.turnId]).toContain(leafUnder(tree, one.turnId))
})
