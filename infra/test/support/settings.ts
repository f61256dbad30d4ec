/** Prod with all settings of the stack set, for one graph that the tests share. */
export const withEverySetting = {
  stage: "prod",
  env: {
    ALARM_EMAIL: "oncall@example.com",
    ALLOWED_ORIGINS: "https://a.example.com",
    CONCURRENCY: "none",
    DOMAIN: "chat.example.com",
    MODEL_ID: "global.anthropic.claude-sonnet-5-5",
    RETENTION_DAYS: "7",
  },
}
