import { config } from "../state/first-read.ts"
import { chosenModelId } from "../state/model.ts"
import { text } from "../text.ts"

/** Which model answers: a choice where the deployment offers one. */
export function ModelChoice() {
  const models = config.value?.models ?? []
  const preset = models.find((model) => model.default) ?? models[0]
  if (models.length < 2) return <span class="model">{preset?.name}</span>
  return (
    <select
      class="model"
      aria-label={text.model}
      value={chosenModelId.value ?? preset?.modelId}
      onChange={(event) => {
        chosenModelId.value = event.currentTarget.value
      }}
    >
      {models.map((model) => (
        <option key={model.modelId} value={model.modelId}>
          {model.name}
        </option>
      ))}
    </select>
  )
}
