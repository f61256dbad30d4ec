import { testSeed } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"

// The same cases in every run; fast-check names the seed where a property fails.
fc.configureGlobal({ seed: testSeed })
