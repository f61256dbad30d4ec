import { config, hasOtherModels, nextModel } from "../page/config.ts"
import { prefer, preferences } from "../page/preferences.ts"
import { isLocked } from "../sign-in/session.ts"
import { modifierKey } from "../ui/keys.ts"
import { isTouchScreen } from "../ui/pointer.ts"
import { RadioGroup } from "../ui/radio-group.tsx"
import { isLanguage, languageFor, languages } from "../words/languages.ts"
import { t } from "../words/t.ts"
import { Dialog } from "./dialog.tsx"
import { SettingsData } from "./settings-data.tsx"

/** The preferences of this browser, and the actions on the visitor's data. */
export const SettingsDialog = () => (
  <Dialog name="settings" title={t.settings}>
    <div class="settings">
      <section>
        <h3>{t.appearance}</h3>
        <RadioGroup
          label={t.theme}
          name="theme"
          value={preferences.value.theme}
          options={[
            ["system", t.systemTheme],
            ["light", t.light],
            ["dark", t.dark],
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
  if (isTouchScreen.value && !hasOtherModels.value) return null
  return (
    <section>
      <h3>{t.writing}</h3>
      {!isTouchScreen.value && (
        <RadioGroup
          label={t.sendWith}
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
      {!isTouchScreen.value && (
        <label class="switch">
          <span>
            {t.singleKeys}
            <small>{t.singleKeysDetail}</small>
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
      <span>{t.language}</span>
      <select
        value={preferences.value.language ?? ""}
        onChange={({ currentTarget: { value } }) => prefer({ language: isLanguage(value) ? value : undefined })}
      >
        <option value="">{t.browserLanguage(languages[languageFor(navigator.languages)])}</option>
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
      <span>{t.modelPreset}</span>
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
