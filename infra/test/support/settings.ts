/** Prod with all settings of the stack, for one graph that the tests share. */
export const withEverySetting = {
  stage: "prod",
  env: {
    ALARM_EMAIL: "oncall@example.com",
    ALLOWED_ORIGINS: "https://a.example.com",
    ANONYMOUS: "on",
    COGNITO: "on",
    COGNITO_MFA: "required",
    COGNITO_SELF_SIGN_UP: "on",
    CONCURRENCY: "none",
    DOMAIN: "chat.example.com",
    MODEL_ID: "global.anthropic.claude-sonnet-5-5",
    OIDC_REQUIRED_DOMAINS: "example.com",
    PERMISSIONS_BOUNDARY: "arn:aws:iam::123456789012:policy/parley-boundary",
    RETENTION_DAYS: "7",
    SITE_BUILT: "on",
    ROLE_LIMITS: '{"staff":{"budgetUsd":5,"turns":500}}',
  },
}

/** Prod with a user pool and no other setting. */
export const withUserPool = { stage: "prod", env: { COGNITO: "on" } }

/** Prod with an existing issuer whose tokens have another origin. */
export const withIssuer = {
  stage: "prod",
  env: {
    OIDC_ISSUER: "https://login.example.com/team/v2.0",
    OIDC_CLIENT_ID: "00000000-0000-0000-0000-000000000001",
    OIDC_ORIGINS: "https://tokens.example.com",
    OIDC_GROUPS_CLAIM: "roles",
    OIDC_REQUIRED_GROUPS: "chat.users",
    OIDC_SCOPE: "openid profile email offline_access",
  },
}
