import type { Messages } from "./en.ts"
import { type ActionMessages, englishActions } from "./en-actions.ts"
import { t } from "./t.ts"

/** The texts of the actions in the current language, for files that load with the actions. */
export const actionWords = new Proxy(englishActions, {
  get: (english, name) => (t as Messages)[name as keyof ActionMessages] ?? english[name as keyof ActionMessages],
})
