/** Everything that differs between stages. Units are in the names; `settings` are defaults that `.env` and the environment override. */
export type StageSettings = {
  /** What `sst remove`, or dropping it from the config, does to the table. */
  removal: "retain" | "remove"
  /** Refuses `sst remove`. */
  protect: boolean
  /** DynamoDB itself refuses to delete the table. */
  deletionProtection: boolean
  logRetentionDays: 7 | 30 | 90
  /** Reserved executions: how many answers can be written at once, and so a brake on the bill. `null` reserves nothing. */
  concurrency: { chat: number; conversations: number } | null
  throttle: { requestsPerSecond: number; burst: number }
  /** What DynamoDB serves of the table and of its index in a second, at most: a brake on the bill. */
  tableUnitsPerSecond: { read: number; write: number }
  /** Whether the site is served at `DOMAIN` itself; other stages get `<stage>.DOMAIN`. */
  apexDomain: boolean
  /** The firewall at the edge, which costs some dollars a month even without traffic. */
  firewall: boolean
  /** Logs every request that reaches the distribution. */
  edgeLog: boolean
  /** Alarms and a dashboard: some dollars a month. */
  watched: boolean
  /** Watches the account's bill; one stage of an account is enough. */
  accountBudget: boolean
  settings: { BUDGET_STAGE_DAILY_USD: string }
}

// The most that one execution uses in a second: a turn a second writes 49 units (docs/cost.md) and reads its history of 64 KB, 16 units; a list,
// a search or an export reads about 400 KB a second while it sends its answer.
const unitsPerExecution = { read: 100, write: 50 }

/** The capacity units of the table that this many concurrent executions can need. */
export function unitsOf({ chat, conversations }: { chat: number; conversations: number }): { read: number; write: number } {
  const executions = chat + conversations
  return { read: executions * unitsPerExecution.read, write: executions * unitsPerExecution.write }
}

const shared = {
  dev: {
    removal: "remove",
    protect: false,
    deletionProtection: false,
    logRetentionDays: 7,
    concurrency: { chat: 10, conversations: 10 },
    throttle: { requestsPerSecond: 20, burst: 40 },
    tableUnitsPerSecond: unitsOf({ chat: 10, conversations: 10 }),
    apexDomain: false,
    firewall: false,
    edgeLog: false,
    watched: false,
    accountBudget: false,
    settings: { BUDGET_STAGE_DAILY_USD: "5" },
  },
  staging: {
    removal: "remove",
    protect: false,
    deletionProtection: false,
    logRetentionDays: 30,
    concurrency: { chat: 10, conversations: 10 },
    throttle: { requestsPerSecond: 20, burst: 40 },
    tableUnitsPerSecond: unitsOf({ chat: 10, conversations: 10 }),
    apexDomain: false,
    firewall: true,
    edgeLog: true,
    watched: true,
    accountBudget: false,
    settings: { BUDGET_STAGE_DAILY_USD: "5" },
  },
  prod: {
    removal: "retain",
    protect: true,
    deletionProtection: true,
    logRetentionDays: 90,
    concurrency: { chat: 50, conversations: 25 },
    throttle: { requestsPerSecond: 100, burst: 200 },
    tableUnitsPerSecond: unitsOf({ chat: 50, conversations: 25 }),
    apexDomain: true,
    firewall: true,
    edgeLog: true,
    watched: true,
    accountBudget: true,
    settings: { BUDGET_STAGE_DAILY_USD: "20" },
  },
} as const satisfies Record<string, StageSettings>

// A person's own stage: the cheapest, and it reserves nothing, because the account's quota is shared and small in new accounts.
const personal: StageSettings = {
  removal: "remove",
  protect: false,
  deletionProtection: false,
  logRetentionDays: 7,
  concurrency: null,
  throttle: { requestsPerSecond: 10, burst: 20 },
  tableUnitsPerSecond: unitsOf({ chat: 10, conversations: 10 }),
  apexDomain: false,
  firewall: false,
  edgeLog: false,
  watched: false,
  accountBudget: false,
  settings: { BUDGET_STAGE_DAILY_USD: "2" },
}

/**
 * The settings of a stage; a name that is not one of the shared stages is a personal one.
 * @throws StageError in one sentence for a name that cannot be a stage, or that looks like a shared one and is not.
 */
export function stageSettings(name: string): StageSettings {
  checkStageName(name)
  return isShared(name) ? shared[name] : personal
}

/**
 * `sst dev` puts stubs in the place of a stage's functions, with wide permissions, and sends its requests to one person's machine.
 * @throws StageError for a stage that others use.
 */
export function refuseLive(name: string): void {
  if (isShared(name)) throw new StageError(`sst dev would take over "${name}" for everyone: use a personal stage, such as my-stage.`)
}

export class StageError extends Error {
  override readonly name = "StageError"
}

type SharedStage = keyof typeof shared

const isShared = (name: string): name is SharedStage => Object.hasOwn(shared, name)

// A stage that is called `production` in one place and `prod` in another would lose its protection without a word.
const mistakenFor: Record<SharedStage, RegExp> = {
  prod: /^(pro?d.*|prd.*|live|main|master|release)$/,
  staging: /^(stag.*|stg.*|pre-?prod.*|uat)$/,
  dev: /^(devs?|devel.*|dev-?\d*)$/,
}

function checkStageName(name: string): void {
  if (isShared(name)) return
  const meant = (Object.keys(shared) as SharedStage[]).find((stage) => mistakenFor[stage].test(name.toLowerCase()))
  if (meant) throw new StageError(`There is no stage "${name}": did you mean "${meant}"? A personal stage needs a name of its own.`)
  if (!/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/.test(name)) {
    throw new StageError(
      `"${name}" cannot be a stage: use dev, staging, prod, or your own name of 2 to 20 lower-case letters, digits and hyphens.`,
    )
  }
}
