import { computed, signal } from "@preact/signals"
import type { Config } from "../api/types.ts"
import { preferences } from "./preferences.ts"

/** What this deployment offers, once it is read. */
export const config = signal<Config | undefined>()

/** The stage on a laptop: what answers there is not what the model's name says. */
export const isOnLaptop = computed(() => config.value?.stage === "local")

/** Whether no model answers, but the built-in responder, from this project's documents. */
export const isWithoutModel = computed(() => config.value?.responder === "documents")

/** The most that one message may hold, in UTF-16 code units, as the server says it; until it has, its default. */
export const maxMessageLength = (): number => config.value?.limits.textCharacters ?? 32_000

/** The model that the visitor chose, if this deployment still offers it; `undefined` leaves it to the deployment. */
export const chosenModelId = computed(() => config.value?.models.find(({ modelId }) => modelId === preferences.value.modelId)?.modelId)

/** Whether another model can be asked. */
export const hasOtherModels = computed(() => (config.value?.models.length ?? 0) > 1)

/** The model that answers next. */
export const nextModel = computed(() => {
  const models = config.value?.models ?? []
  return models.find(({ modelId }) => modelId === chosenModelId.value) ?? models.find((model) => model.default) ?? models[0]
})
