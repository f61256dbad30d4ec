import { exportAllPath } from "../api/conversations.ts"
import { config, isOnLaptop } from "../composer/first-reads.ts"
import { shownDialog } from "../page/dialogs.ts"
import { person } from "../sign-in/session.ts"
import { Download } from "../ui/download.tsx"
import { RemoveIcon } from "../ui/icons.tsx"
import { text } from "../words/text.ts"

/** What happens with a visitor's data, and the ways to take it along or delete it. */
export function SettingsData() {
  const days = config.value?.limits.retentionDays
  const privacy = person.value ? text.privacySignedIn : text.privacy
  return (
    <section>
      <h3>{text.yourData}</h3>
      <p class="settings-words">
        {days !== undefined && text.retention(days)} {isOnLaptop.value ? text.privacyOnLaptop : privacy}
      </p>
      <div class="settings-actions">
        <Download kind="secondary" path={exportAllPath}>
          {text.exportAll}
        </Download>
        <button
          type="button"
          class="secondary danger"
          onClick={() => {
            shownDialog.value = "removeAll"
          }}
        >
          <RemoveIcon />
          {text.removeAll}
        </button>
      </div>
    </section>
  )
}
