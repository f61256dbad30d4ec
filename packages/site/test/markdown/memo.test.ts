import { Fragment, h } from "preact"
import { expect, test } from "vitest"
import { inGroups } from "../../src/markdown/memo.ts"

const tokens = (count: number) => Array.from({ length: count }, (_, index) => ({ index }))
const groups = (all: object[]) => inGroups(all, (group, start) => h(Fragment, { key: start }, group.length))

test("adding a token keeps the elements of all other groups", () => {
  const all = tokens(100)
  const before = groups(all)
  const after = groups([...all, { index: 100 }])
  expect(after.map((element, index) => element === before[index])).toEqual([true, true, true, false])
  expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key))
})

test("changing a token recreates the elements of its own group", () => {
  const all = tokens(100)
  const before = groups(all)
  const after = groups(all.with(40, { index: 40 }))
  expect(after.map((element, index) => element === before[index])).toEqual([true, false, true, true])
})

test("every token is in a group, for any number of tokens", () => {
  for (const count of [0, 1, 31, 32, 33, 64, 65]) {
    expect(groups(tokens(count)).reduce((sum, { props }) => sum + Number(props.children), 0)).toBe(count)
  }
})
