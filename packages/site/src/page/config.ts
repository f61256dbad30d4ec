import { computed, signal } from "@preact/signals"
import type { Config } from "../api/types.ts"
import { preferences } from "./preferences.ts"

/** The settings of this deployment, once they are loaded. */
export const config = signal<Config | undefined>()

/** Whether turns name the turn before them, and conversations have versions. Not while functions of the version before answer. */
export const hasVersions = computed(() => (config.value?.api ?? 0) >= 2)

/** The local stage: the responder there is not the model of the configured name. */
export const isOnLaptop = computed(() => config.value?.stage === "local")

/** Whether the built-in responder answers from this project's documents, without a model. */
export const isWithoutModel = computed(() => config.value?.responder === "documents")

/** The maximum length of a message in UTF-16 code units: the server's limit, or its default before that is loaded. */
export const maxMessageLength = (): number => config.value?.limits.textCharacters ?? 32_000

/** The model that the visitor chose, if this deployment still offers it; `undefined` for the default model. */
export const chosenModelId = computed(() => config.value?.models.find(({ modelId }) => modelId === preferences.value.modelId)?.modelId)

/** Whether there is more than one model. */
export const hasOtherModels = computed(() => (config.value?.models.length ?? 0) > 1)

/** The model of the next answer. */
export const nextModel = computed(() => {
  const models = config.value?.models ?? []
  return models.find(({ modelId }) => modelId === chosenModelId.value) ?? models.find((model) => model.default) ?? models[0]
})
