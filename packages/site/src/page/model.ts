import { computed } from "@preact/signals"
import { config } from "../composer/first-reads.ts"
import { preferences } from "./preferences.ts"

/** The model that the visitor chose, if this deployment still offers it; `undefined` leaves it to the deployment. */
export const chosenModelId = computed(() => config.value?.models.find(({ modelId }) => modelId === preferences.value.modelId)?.modelId)

/** Whether another model can be asked. */
export const hasOtherModels = computed(() => (config.value?.models.length ?? 0) > 1)

/** The model that answers next. */
export const nextModel = computed(() => {
  const models = config.value?.models ?? []
  return models.find(({ modelId }) => modelId === chosenModelId.value) ?? models.find((model) => model.default) ?? models[0]
})
