import { test } from "vitest"
import { runsAll } from "./test-set.ts"

/** A test of `npm run test:all` alone: another case of a rule that a cheaper test covers in `npm test`. */
export const testInAll = (runsAll ? test : Object.assign(() => {}, { each: () => () => {} })) as typeof test
