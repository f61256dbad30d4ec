import { testSeed } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"

// The same cases in every run; fast-check reports the seed of a failing property.
fc.configureGlobal({ seed: testSeed })

// DynamoDB Local runs for seconds: code that is optimized for hours costs more than it saves.
process.env.JAVA_TOOL_OPTIONS ??= "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
