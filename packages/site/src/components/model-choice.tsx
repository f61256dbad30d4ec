import { config } from "../state/first-read.ts"
import { hasOtherModels, nextModel } from "../state/model.ts"
import { prefer } from "../state/preferences.ts"
import { text } from "../text.ts"
import { Label } from "./label.tsx"

/** Which model answers: a choice where the deployment offers one. */
export function ModelChoice() {
  const models = config.value?.models ?? []
  const next = nextModel.value
  if (!hasOtherModels.value) {
    const name = config.value?.responder === "bedrock" ? next?.name : config.value && text.modelOnLaptop
    return <Label kind="model" words={name ?? ""} />
  }
  return (
    <select
      class="model"
      aria-label={text.model}
      value={next?.modelId}
      onChange={(event) => prefer({ modelId: event.currentTarget.value })}
    >
      {models.map((model) => (
        <option key={model.modelId} value={model.modelId}>
          {model.name}
        </option>
      ))}
    </select>
  )
}
