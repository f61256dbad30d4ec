import { signal } from "@preact/signals"
import { importPart } from "../import-part.ts"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"

type Actions = typeof import("./actions.ts")

/** The actions on messages and answers, and the notices of incomplete answers. They load on first use: most chats open without them. */
export const threadActions = signal<Actions | undefined>()

/** Loads it. A call after a failure tries again. */
export async function loadActions(): Promise<void> {
  if (threadActions.value) return
  try {
    threadActions.value = await importPart(() => import("./actions.ts"))
  } catch {
    // Offline, for example.
  }
}

/** Acts once it is loaded, or says that it could not be loaded. */
export async function withActions(act: (actions: Actions) => unknown): Promise<void> {
  await loadActions()
  if (threadActions.value) act(threadActions.value)
  else notify(t.dialogFailed)
}
