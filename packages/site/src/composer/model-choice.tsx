import { hasOtherModels, nextModel } from "../page/model.ts"
import { prefer } from "../page/preferences.ts"
import { Label } from "../ui/label.tsx"
import { text } from "../words/text.ts"
import { config } from "./first-reads.ts"

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
