/** Whether the full set runs (`npm run test:all`): every case of the long properties, the soak, a random seed. */
export const runsAll = process.env.TEST_SET === "all"

/** Whether only the quick tests run (`npm run test:quick`): on the embedded database alone. */
export const runsQuick = process.env.TEST_SET === "quick"

/** The seed of every generated case. Fixed unless TEST_SEED sets another one: two runs of `npm test` use the same cases. */
export const testSeed = Number(process.env.TEST_SEED ?? 1)

/** Every variant in `npm run test:all`; in `npm test` the first `usual` of variants that fail for the same reasons. */
export const variants = <Variant>(all: readonly Variant[], usual = 1): readonly Variant[] => (runsAll ? all : all.slice(0, usual))

/** The number of cases of a long property: `usual` in `npm test`, `all` in `npm run test:all`. */
export const caseCount = (usual: number, all: number): number => (runsAll ? all : usual)
