import type { ModelServer } from "./find.ts"

const shownModels = 3

/** The lines of the start-up report that offer the model servers found, with the setting that selects each one. */
export function offerOf(servers: ModelServer[]): string[] {
  return servers.flatMap(({ program, port, models }) => {
    if (!models)
      return [
        `${program} runs on port ${port} and requires an API token, which Parley cannot send. Switch the token off to use this server`,
      ]
    if (models.length === 0) return [`${program} runs on port ${port} and has no model yet`]
    const url = `http://127.0.0.1:${port}/v1`
    return [`${program} runs here with ${listed(models)}; to use it, set LOCAL_MODEL_URL=${url}${choice(models)}`]
  })
}

const listed = (models: string[]) => {
  const more = models.length - shownModels
  return models.slice(0, shownModels).join(", ") + (more > 0 ? ` and ${more} more` : "")
}

const choice = (models: string[]) => (models.length > 1 ? ` LOCAL_MODEL_NAME=${models[0]}` : "")
