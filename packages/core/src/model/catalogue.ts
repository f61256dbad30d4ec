/**
 * The models that Parley knows. Prices are USD per million tokens of the `global.` inference profile; a geographic profile (`us.`, `eu.`,
 * `jp.`, `au.`) costs 10 % more. Source: AWS model cards and the Amazon Bedrock price list, read in October 2026; check them before you
 * rely on a figure, they change without notice.
 */
export const pricesAsOf = "2026-10"

type Prices = { input: number; output: number; cacheRead: number; cacheWrite: number }

export type CatalogueModel = {
  /** Bedrock's id without the prefix of an inference profile. */
  baseId: string
  name: string
  /** `ended`: Bedrock offers it to no new account; kept for accounts that still have it. */
  lifecycle: "active" | "legacy" | "ended"
  usdPerMillionTokens: Prices
  /** Above `aboveTokens` prompt tokens the whole request costs `factor` times as much. */
  longPrompt?: { aboveTokens: number; factor: number }
  contextTokens: number
  maxOutputTokens: number
  /** Newer Claude models answer `temperature` and `topP` with a ValidationException. */
  acceptsTemperature: boolean
  /** What to send as `thinking` so that text starts at once; absent: the model takes no such field. */
  thinking?: { type: "disabled" | "between_tools" }
  /** The shortest prefix in tokens that a cache point keeps; absent: the model has no prompt caching. */
  cacheMinTokens?: number
  /**
   * The most tokens of an image: the model reduces larger ones. Source: Anthropic's documentation of vision, two sizes by generation of the
   * model.
   */
  imageTokens: number
  /** Served through inference profiles only: a bare id is refused. */
  profileOnly: boolean
}

export const catalogue: readonly CatalogueModel[] = [
  {
    baseId: "anthropic.claude-haiku-5-5",
    name: "Claude Haiku 5.5",
    lifecycle: "active",
    usdPerMillionTokens: { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125 },
    longPrompt: { aboveTokens: 100_000, factor: 5 },
    contextTokens: 1_000_000,
    maxOutputTokens: 128_000,
    acceptsTemperature: false,
    thinking: { type: "disabled" },
    cacheMinTokens: 512,
    imageTokens: 4_784,
    profileOnly: true,
  },
  {
    baseId: "anthropic.claude-sonnet-5-5",
    name: "Claude Sonnet 5.5",
    lifecycle: "active",
    usdPerMillionTokens: { input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 },
    contextTokens: 1_000_000,
    maxOutputTokens: 128_000,
    acceptsTemperature: false,
    thinking: { type: "between_tools" },
    cacheMinTokens: 512,
    imageTokens: 4_784,
    profileOnly: true,
  },
  {
    baseId: "anthropic.claude-opus-5-5",
    name: "Claude Opus 5.5",
    lifecycle: "active",
    usdPerMillionTokens: { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 },
    contextTokens: 1_000_000,
    maxOutputTokens: 128_000,
    acceptsTemperature: false,
    cacheMinTokens: 512,
    imageTokens: 4_784,
    profileOnly: true,
  },
  {
    baseId: "anthropic.claude-sonnet-4-6",
    name: "Claude Sonnet 4.6",
    lifecycle: "active",
    usdPerMillionTokens: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    contextTokens: 1_000_000,
    maxOutputTokens: 64_000,
    acceptsTemperature: true,
    cacheMinTokens: 1_024,
    imageTokens: 1_568,
    profileOnly: true,
  },
  {
    baseId: "anthropic.claude-haiku-4-5-20251001-v1:0",
    name: "Claude Haiku 4.5",
    lifecycle: "active",
    usdPerMillionTokens: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 },
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    acceptsTemperature: true,
    cacheMinTokens: 4_096,
    imageTokens: 1_568,
    profileOnly: true,
  },
  {
    baseId: "anthropic.claude-3-5-sonnet-20241022-v2:0",
    name: "Claude 3.5 Sonnet",
    lifecycle: "ended",
    usdPerMillionTokens: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    contextTokens: 200_000,
    maxOutputTokens: 8_192,
    acceptsTemperature: true,
    imageTokens: 1_568,
    profileOnly: false,
  },
]

export const defaultBaseId = "anthropic.claude-haiku-5-5"

const profilePrefixes = ["us", "eu", "jp", "au", "global"] as const
export type ProfilePrefix = (typeof profilePrefixes)[number]

/** A model as an account calls it: through which profile, and at which price. */
export type OfferedModel = CatalogueModel & { modelId: string; profile: ProfilePrefix | null }

/**
 * Finds a model by the id that Bedrock is called with: a base id, or one with the prefix of an inference profile.
 * `undefined` for anything that is not in the catalogue, so that nothing without a known price is ever called.
 */
export function findModel(modelId: string): OfferedModel | undefined {
  const dot = modelId.indexOf(".")
  const prefix = profilePrefixes.find((p) => p === modelId.slice(0, dot))
  const baseId = prefix ? modelId.slice(dot + 1) : modelId
  const model = catalogue.find((m) => m.baseId === baseId)
  if (!model) return undefined
  return { ...model, modelId, profile: prefix ?? null }
}

/** The prefix of the geographic profile that serves a region; `global` where there is none. */
export function profileOfRegion(region: string): ProfilePrefix {
  if (/^us-(east|west)-/.test(region)) return "us"
  if (/^eu-/.test(region)) return "eu"
  if (/^ap-northeast-[13]$/.test(region)) return "jp"
  if (/^ap-southeast-[24]$/.test(region)) return "au"
  return "global"
}

/** The default `MODEL_ID` of a region. */
export const defaultModelId = (region: string): string => `${profileOfRegion(region)}.${defaultBaseId}`
