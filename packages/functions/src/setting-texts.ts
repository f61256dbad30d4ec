import type { FunctionSetting } from "./settings.ts"

// No function imports this file: what people read about a setting would be loaded at every cold start.

/** What people read about a setting, in docs/settings.md and .env.example. The default is that of the schema unless `standard` says it in words. */
export type SettingText = {
  description: string
  unit?: string
  standard?: string
  /** The example value for .env.example, quoted where the file needs quotes. */
  example: string
}

/** Settings by subject, in the order of the page. Together they name every setting of the functions once. */
export const functionSettingTexts: Record<string, Partial<Record<FunctionSetting, SettingText>>> = {
  Model: {
    MODEL_ID: {
      description:
        "The models that the site offers, separated by commas. The first is the default. A prefix names the inference profile: `us.`, `eu.`, `jp.` and `au.` keep requests in that geography; `global.` costs 10 % less and may answer from any region. Only models of the catalogue, whose prices are known, are accepted.",
      standard: "Claude Haiku 5.5 through the geographic profile of the region, or `global.` where there is none",
      example: "us.anthropic.claude-haiku-5-5,us.anthropic.claude-sonnet-5-5",
    },
    MAX_TOKENS: {
      description: "The longest answer, 1 to 8192. Every turn reserves this much of the budgets and of the Bedrock quota.",
      unit: "tokens",
      example: "2048",
    },
    CONTEXT_TOKENS: {
      description:
        "How much of the conversation the model receives with each message, 0 to 64000. Older turns are left out in steps of a quarter of it.",
      unit: "tokens",
      example: "16000",
    },
    MAX_STEPS: {
      description: "The most model calls of one turn, 1 to 50. A turn calls the model again with the results of the tools that it called.",
      unit: "model calls",
      example: "8",
    },
    MAX_TURN_SECONDS: {
      description: "The longest turn, 60 to 840. The function that runs it ends after 15 minutes.",
      unit: "seconds",
      example: "300",
    },
  },
  "Budgets and limits": {
    BUDGET_VISITOR_DAILY_USD: {
      description: "Model cost that one visitor may cause. A turn that does not fit is refused before the model is called.",
      unit: "USD per UTC day",
      example: "1",
    },
    TURN_BUDGET_USD: {
      description:
        "Model cost of one turn, beyond which it calls the model no further time. Its first call is limited by the budgets of the day.",
      unit: "USD",
      standard: "the budgets of the day alone",
      example: "0.50",
    },
    BUDGET_ADDRESS_DAILY_USD: {
      description: "Model cost that one network address may cause. An IPv6 /64 counts as one address; an IPv6 /48 has twice the budget.",
      unit: "USD per UTC day",
      example: "5",
    },
    BUDGET_STAGE_DAILY_USD: {
      description: "Model cost of the whole site. 0 turns all answers off.",
      unit: "USD per UTC day",
      example: "20",
    },
    BUDGET_NEWCOMERS_SHARE: {
      description: "The share of the site's budget that all visitors without a paid turn on an earlier day use together. 1 is no limit.",
      unit: "0 to 1",
      example: "0.25",
    },
    BUDGET_SIGNED_IN_SHARE: {
      description:
        "The share of the site's budget that visitors cannot use, so that it is left for people who sign in. It applies only to a site with sign-in and `ANONYMOUS=on`. 0 reserves nothing.",
      unit: "0 to 1",
      example: "0.25",
    },
    BUDGET_STAGE_RELEASE: {
      description:
        "`daily` releases the site's whole budget at midnight UTC. `hourly` releases one 24th of it every hour and keeps what is not used, so a flood uses up only the hours until then. With 20 USD a day, `hourly` leaves 0.83 USD until 1:00 UTC.",
      example: "hourly",
    },
    TURNS_PER_VISITOR_DAILY: {
      description: "Turns that one visitor may start. A turn that the model refused counts too.",
      unit: "turns per UTC day",
      example: "100",
    },
    TURNS_PER_MINUTE_VISITOR: {
      description: "Turns that one visitor may start. Joining a running turn does not count. 0 is no limit.",
      unit: "turns per minute",
      example: "10",
    },
    TURNS_PER_MINUTE_ADDRESS: {
      description: "Turns that one network address may start. 0 is no limit.",
      unit: "turns per minute",
      example: "30",
    },
    REQUESTS_PER_MINUTE: {
      description:
        "Weighted requests that one visitor or person may send besides new turns; an address may send five times as many. A change counts 1, joining or replaying a turn 2, a search 3, the download of a conversation 5 and the download of everything 20. Stopping an answer counts 0. 0 is no limit.",
      unit: "units per UTC minute",
      example: "60",
    },
  },
  Data: {
    RETENTION_DAYS: {
      description:
        "When a message or a conversation is deleted, counted from when it was written. Also the lifetime of a visitor's cookie.",
      unit: "days",
      example: "30",
    },
    ALLOWED_ORIGINS: {
      description:
        "Other sites whose scripts may call the API: exact origins, separated by commas. `https`, or `http` on this machine. The page itself needs none.",
      standard: "none",
      example: "https://www.example.com,https://app.example.com",
    },
  },
  "Sign-in": {
    OIDC_ISSUER: {
      description:
        "The OpenID Connect issuer where people sign in, exactly as `iss` in its tokens. Set it together with `OIDC_CLIENT_ID`, or use `COGNITO`.",
      standard: "none, the site has no sign-in",
      example: "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0",
    },
    OIDC_CLIENT_ID: {
      description:
        "The site's client at the issuer: a public client (single-page application, no secret) with the redirect URI `https://YOUR-SITE/signed-in`.",
      standard: "none",
      example: "00000000-0000-0000-0000-000000000000",
    },
    ANONYMOUS: {
      description: "`on` lets people use the site without signing in, `off` requires a sign-in.",
      standard: "`on` for a site without sign-in, else `off`",
      example: "on",
    },
    OIDC_SCOPE: {
      description:
        "The scopes that the page requests. With `offline_access`, Entra ID, Okta and Keycloak renew a sign-in without a redirect.",
      example: '"openid profile email offline_access"',
    },
    OIDC_ORIGINS: {
      description:
        "Origins of the issuer's other endpoints, such as the token endpoint, if they differ from the issuer's origin, separated by commas. `npm run doctor` prints them.",
      standard: "none",
      example: "https://tokens.example.com",
    },
    OIDC_MAX_TOKEN_AGE_HOURS: {
      description: "The longest time that an ID token is accepted after the issuer made it, even if the token is valid for longer.",
      unit: "hours",
      example: "24",
    },
    OIDC_GROUPS_CLAIM: {
      description: "The claim of the ID token that lists a person's groups or roles: `roles` for app roles of Entra ID.",
      example: "roles",
    },
    OIDC_REQUIRED_GROUPS: {
      description: "Only people in one of these groups may use the site, separated by commas.",
      standard: "none",
      example: "staff,guests",
    },
    OIDC_REQUIRED_DOMAINS: {
      description:
        "Only people with a verified email address in one of these domains may use the site, separated by commas. With `OIDC_REQUIRED_GROUPS` set too, both conditions apply.",
      standard: "none",
      example: "example.com",
    },
    ROLE_LIMITS: {
      description:
        "Limits per UTC day by group, as JSON. For a person in several groups the largest of each limit applies. Everybody else has the limits of a visitor.",
      standard: "none",
      example: `'{"staff":{"budgetUsd":5,"turns":500}}'`,
    },
  },
}
