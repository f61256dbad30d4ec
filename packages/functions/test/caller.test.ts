import { expect, test } from "vitest"
import { networkOf } from "../src/caller.ts"

test.each([
  ["2001:db8:1:2::/64", "2001:db8:1::/48"],
  ["2001:db8:1:ffff::/64", "2001:db8:1::/48"],
  ["2001:db8:0:0::/64", "2001:db8:0::/48"],
  ["203.0.113.7", undefined],
  ["2001:db8::1", undefined],
  ["2001:db8:1:2::/64, 203.0.113.7", undefined],
  ["", undefined],
])("%s belongs to the /48 network %s", (address, network) => {
  expect(networkOf(address)).toBe(network)
})
