/** Every difference between stages. Names contain the unit. `settings` are defaults that `.env` and the environment override. */
export type StageSettings = {
  /** What happens to the table on `sst remove`, or when the config drops it. */
  removal: "retain" | "remove"
  /** Refuses `sst remove`. */
  protect: boolean
  /** DynamoDB itself refuses to delete the table. */
  deletionProtection: boolean
  logRetentionDays: 7 | 30 | 90
  /** Reserved executions: the number of answers written at the same time, which also caps the bill. `null` reserves none. */
  concurrency: { chat: number; conversations: number } | null
  throttle: { requestsPerSecond: number; burst: number }
  /** The maximum throughput per second of the table and of its index, which also caps the bill. */
  tableUnitsPerSecond: { read: number; write: number }
  /** Whether the site is served at `DOMAIN` itself; other stages get `<stage>.DOMAIN`. */
  apexDomain: boolean
  /** The firewall at the edge. It costs a few dollars a month even without traffic. */
  firewall: boolean
  /** Logs every request that reaches the distribution. */
  edgeLog: boolean
  /** Alarms and a dashboard. They cost a few dollars a month. */
  watched: boolean
  /** Watches the account's bill; one stage per account is enough. */
  accountBudget: boolean
  settings: { BUDGET_STAGE_DAILY_USD: string }
}

// The maximum of one execution per second: a turn writes 49 units (docs/cost.md) and reads 64 KB of history, 16 units; a list, a search or an export
// reads about 400 KB a second while it sends its answer.
const unitsPerExecution = { read: 100, write: 50 }

/** The capacity units of the table that this number of concurrent executions can need. */
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

// A personal stage: the cheapest. It reserves nothing, because the account's quota is shared and small in new accounts.
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
 * The settings of a stage. A name that is not a shared stage is a personal one.
 * @throws StageError in one sentence for an invalid name, or for one that resembles a shared stage.
 */
export function stageSettings(name: string): StageSettings {
  checkStageName(name)
  return isShared(name) ? shared[name] : personal
}

/**
 * `sst dev` replaces a stage's functions by stubs with broad permissions that send every request to one developer's machine.
 * @throws StageError for a shared stage.
 */
export function refuseLive(name: string): void {
  if (isShared(name)) throw new StageError(`sst dev would take over "${name}" for everyone: use a personal stage, such as my-stage.`)
}

export class StageError extends Error {
  override readonly name = "StageError"
}

type SharedStage = keyof typeof shared

const isShared = (name: string): name is SharedStage => Object.hasOwn(shared, name)

// A stage called `production` in one place and `prod` in another would silently lose its protection.
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
