import type { SettingText } from "@parley/functions/setting-texts.ts"
import { type StageSettings, stageSettings } from "./stage.ts"

const stages = [
  ["prod", "prod"],
  ["staging", "staging"],
  ["dev", "dev"],
  ["personal stages", "my-stage"],
] as const

/** The default of a setting that differs between stages, as text: "20 in prod, 5 in staging and dev, 2 in personal stages". */
export function standardByStage(of: (stage: StageSettings) => string): string {
  const names = new Map<string, string[]>()
  for (const [name, stage] of stages) {
    const value = of(stageSettings(stage))
    names.set(value, [...(names.get(value) ?? []), name])
  }
  return [...names].map(([value, names]) => `${value} in ${names.join(" and ")}`).join(", ")
}

/** Every setting that only the stack reads (settings.ts), in the order of docs/settings.md. */
export const stackSettingTexts = {
  AWS_REGION: {
    description: "The region of the stage. The site is served worldwide.",
    standard: "the region of the AWS profile",
    example: "us-east-1",
  },
  DOMAIN: {
    description:
      "The site's name, in a hosted zone of Route 53 in the same account. prod is served at the name itself, other stages at `<stage>.<DOMAIN>`.",
    standard: "the address that CloudFront assigns",
    example: "chat.example.com",
  },
  ALARM_EMAIL: {
    description:
      "The address that receives the alarms of staging and prod and the warnings about the account's bill. Confirm the subscription email from AWS first. Without it the alarms notify nobody.",
    standard: "none",
    example: "oncall@example.com",
  },
  CONCURRENCY: {
    description:
      "How many answers the site writes at once: the reserved concurrency of the function that calls the model. The other function reserves half as many. `none` reserves nothing, which a new account needs, because its whole quota is 10.",
    unit: "executions",
    standard: standardByStage(({ concurrency }) => String(concurrency?.chat ?? "none")),
    example: "50",
  },
  COGNITO: {
    description:
      "`on` makes a user pool in Amazon Cognito, where people sign in. Leave out `OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_SCOPE`, `OIDC_ORIGINS` and `OIDC_GROUPS_CLAIM` then.",
    standard: "`off`",
    example: "on",
  },
  COGNITO_SELF_SIGN_UP: {
    description:
      "`on` lets everybody with an email address register; `OIDC_REQUIRED_DOMAINS` limits that. `off` leaves it to an administrator to create accounts.",
    standard: "`off`",
    example: "on",
  },
  COGNITO_MFA: {
    description:
      "`required` requires an authenticator app from everybody at the first sign-in. With `optional`, Cognito's page does not offer one.",
    standard: "`optional`",
    example: "required",
  },
  WAF_CHALLENGE: {
    description:
      "`on` has AWS WAF check each browser without interaction, once in three days, and refuses turns of callers that did not pass and did not sign in. It applies to staging and prod. Scripts then need a sign-in. Read docs/operations.md, Firewall, first.",
    standard: "`off`",
    example: "on",
  },
  PERMISSIONS_BOUNDARY: {
    description:
      "The ARN of the policy that limits every role of the stack. A deploying role that is limited by infra/permissions/boundary.json needs it.",
    standard: "none",
    example: "arn:aws:iam::123456789012:policy/parley-boundary",
  },
} satisfies Record<string, SettingText>
