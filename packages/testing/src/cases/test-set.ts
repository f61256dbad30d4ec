/** Whether the long set runs (`npm run test:all`): every case of the long properties, the soak, a random seed. */
export const runsAll = process.env.TEST_SET === "all"

/** Whether only the quick tests run (`npm run test:quick`): on the embedded database alone. */
export const runsQuick = process.env.TEST_SET === "quick"

/** The seed of every generated case: fixed unless TEST_SEED names another one, so that two runs of `npm test` play the same cases. */
export const testSeed = Number(process.env.TEST_SEED ?? 1)

/** How many cases a long property plays: `usual` in `npm test`, `all` in `npm run test:all`. */
export const caseCount = (usual: number, all: number): number => (runsAll ? all : usual)
