import { exportAllPath } from "../api/conversations.ts"
import { config, isOnLaptop } from "../page/config.ts"
import { shownDialog } from "../page/open-dialog.ts"
import { person } from "../sign-in/session.ts"
import { Download } from "../ui/download.tsx"
import { RemoveIcon } from "../ui/icons.tsx"
import { t } from "../words/t.ts"

/** How the visitor's data is handled, and the buttons that export or delete it. */
export function SettingsData() {
  const days = config.value?.limits.retentionDays
  const privacy = person.value ? t.privacySignedIn : t.privacy
  return (
    <section>
      <h3>{t.yourData}</h3>
      <p class="settings-words">
        {days !== undefined && t.retention(days)} {isOnLaptop.value ? t.privacyOnLaptop : privacy} {t.exportDetail}
      </p>
      <div class="settings-actions">
        <Download kind="secondary" path={exportAllPath}>
          {t.exportAll}
        </Download>
        <button
          type="button"
          class="secondary danger"
          onClick={() => {
            shownDialog.value = "removeAll"
          }}
        >
          <RemoveIcon />
          {t.removeAll}
        </button>
      </div>
    </section>
  )
}
