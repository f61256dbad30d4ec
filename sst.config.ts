/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  async app(input) {
    const { stageSettings } = await import("./infra/stage.ts")
    const { removal, protect } = stageSettings(input.stage)
    return { name: "parley", home: "aws", removal, protect, providers: { aws: { version: "7.20.0" } } }
  },
  async run() {
    await import("./infra/permissions/boundary.ts")
    const { siteUrl } = await import("./infra/site.ts")
    const { api } = await import("./infra/gateway/api.ts")
    await import("./infra/gateway/limits.ts")
    await import("./infra/monitoring/monitoring.ts")
    const { userPool } = await import("./infra/sign-in/user-pool.ts")
    return { site: siteUrl, api: api.url, ...(userPool && { userPool: userPool.id }) }
  },
})
