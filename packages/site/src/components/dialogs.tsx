import { signal } from "@preact/signals"
import type { ComponentType } from "preact"
import { useEffect } from "preact/hooks"
import { closeDialog, type DialogName, shownDialog } from "../state/dialogs.ts"
import { notify } from "../state/notification.ts"
import { text } from "../text.ts"

// Each is fetched when it is opened for the first time.
const load: Record<DialogName, () => Promise<ComponentType>> = {
  search: async () => (await import("./search-dialog.tsx")).SearchDialog,
  usage: async () => (await import("./usage-dialog.tsx")).UsageDialog,
  settings: async () => (await import("./settings-dialog.tsx")).SettingsDialog,
  shortcuts: async () => (await import("./shortcuts-dialog.tsx")).ShortcutsDialog,
  removeAll: async () => (await import("./remove-all-dialog.tsx")).RemoveAllDialog,
}

const loaded = signal<Partial<Record<DialogName, ComponentType>>>({})

/** The dialog that is open, if one is. */
export function Dialogs() {
  const name = shownDialog.value
  const Shown = name && loaded.value[name]
  useEffect(() => {
    if (name && !Shown) void fetchDialog(name)
  }, [name])
  return Shown ? <Shown key={name} /> : null
}

async function fetchDialog(name: DialogName): Promise<void> {
  try {
    const component = await load[name]()
    loaded.value = { ...loaded.value, [name]: component }
  } catch {
    if (shownDialog.value === name) closeDialog()
    notify(text.dialogFailed)
  }
}
