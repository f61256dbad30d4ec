import { testSeed } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"

// The same cases in every run; fast-check reports the seed of a failing property.
fc.configureGlobal({ seed: testSeed })
