import { config, hasOtherModels, nextModel } from "../page/config.ts"
import { prefer } from "../page/preferences.ts"
import { Label } from "../ui/label.tsx"
import { t } from "../words/t.ts"

/** The model that answers: a select if the deployment offers several. */
export function ModelChoice() {
  const models = config.value?.models ?? []
  const next = nextModel.value
  if (!hasOtherModels.value) {
    const name = config.value?.responder === "bedrock" ? next?.name : config.value && t.modelOnLaptop
    return <Label kind="model" words={name ?? ""} />
  }
  return (
    <select class="model" aria-label={t.model} value={next?.modelId} onChange={(event) => prefer({ modelId: event.currentTarget.value })}>
      {models.map((model) => (
        <option key={model.modelId} value={model.modelId}>
          {model.name}
        </option>
      ))}
    </select>
  )
}
