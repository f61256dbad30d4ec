import { config } from "../composer/first-reads.ts"
import { hasOtherModels, nextModel } from "../page/model.ts"
import { prefer, preferences } from "../page/preferences.ts"
import { isLocked } from "../sign-in/session.ts"
import { modifierKey } from "../ui/keys.ts"
import { isTouched } from "../ui/pointer.ts"
import { Choice } from "../ui/radio-group.tsx"
import { isLanguage, languageFor, languages } from "../words/languages.ts"
import { text } from "../words/text.ts"
import { Dialog } from "./dialog.tsx"
import { SettingsData } from "./settings-data.tsx"

/** Preferences, kept in this browser, and what can be done with one's data. */
export const SettingsDialog = () => (
  <Dialog name="settings" title={text.settings}>
    <div class="settings">
      <section>
        <h3>{text.appearance}</h3>
        <Choice
          label={text.theme}
          name="theme"
          value={preferences.value.theme}
          options={[
            ["system", text.likeSystem],
            ["light", text.light],
            ["dark", text.dark],
          ]}
          choose={(theme) => prefer({ theme })}
        />
        <LanguageChoice />
      </section>
      <Writing />
      {!isLocked.value && <SettingsData />}
    </div>
  </Dialog>
)

function Writing() {
  if (isTouched.value && !hasOtherModels.value) return null
  return (
    <section>
      <h3>{text.writing}</h3>
      {!isTouched.value && (
        <Choice
          label={text.sendWith}
          name="send-key"
          value={preferences.value.sendKey}
          options={[
            ["enter", "Enter"],
            ["modifierEnter", `${modifierKey()} + Enter`],
          ]}
          choose={(sendKey) => prefer({ sendKey })}
        />
      )}
      <ModelPreset />
      {!isTouched.value && (
        <label class="switch">
          <span>
            {text.singleKeys}
            <small>{text.singleKeysDetail}</small>
          </span>
          <input
            type="checkbox"
            checked={preferences.value.singleKeyShortcuts}
            onChange={(event) => prefer({ singleKeyShortcuts: event.currentTarget.checked })}
          />
        </label>
      )}
    </section>
  )
}

function LanguageChoice() {
  return (
    <label class="field">
      <span>{text.language}</span>
      <select
        value={preferences.value.language ?? ""}
        onChange={({ currentTarget: { value } }) => prefer({ language: isLanguage(value) ? value : undefined })}
      >
        <option value="">{text.likeBrowser(languages[languageFor(navigator.languages)])}</option>
        {Object.entries(languages).map(([language, name]) => (
          <option key={language} value={language} lang={language}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function ModelPreset() {
  const models = config.value?.models ?? []
  if (!hasOtherModels.value) return null
  return (
    <label class="field">
      <span>{text.modelPreset}</span>
      <select value={nextModel.value?.modelId} onChange={(event) => prefer({ modelId: event.currentTarget.value })}>
        {models.map(({ modelId, name }) => (
          <option key={modelId} value={modelId}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
