import { signal } from "@preact/signals"
import type { ComponentType } from "preact"
import { useEffect } from "preact/hooks"
import { importPart } from "../import-part.ts"
import { closeDialog, type DialogName, shownDialog } from "../page/open-dialog.ts"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"

// Each dialog is its own bundle.
const load: Record<DialogName, () => Promise<ComponentType>> = {
  search: async () => (await import("./search-dialog.tsx")).SearchDialog,
  usage: async () => (await import("./usage-dialog.tsx")).UsageDialog,
  settings: async () => (await import("./settings-dialog.tsx")).SettingsDialog,
  shortcuts: async () => (await import("./shortcuts-dialog.tsx")).ShortcutsDialog,
  removeAll: async () => (await import("./remove-all-dialog.tsx")).RemoveAllDialog,
}

const loaded = signal<Partial<Record<DialogName, ComponentType>>>({})

/** The open dialog, if any. */
export function DialogHost() {
  const name = shownDialog.value
  const Shown = name && loaded.value[name]
  useEffect(() => {
    if (name && !Shown) void fetchDialog(name)
  }, [name])
  return Shown ? <Shown key={name} /> : null
}

/** Loads all dialogs when the page is idle, so that they open at once and without a network. */
export async function prefetchDialogs(): Promise<void> {
  for (const name of Object.keys(load) as DialogName[]) if (!loaded.value[name]) await keep(name).catch(() => {})
}

async function keep(name: DialogName): Promise<void> {
  const component = await importPart(load[name])
  loaded.value = { ...loaded.value, [name]: component }
}

async function fetchDialog(name: DialogName): Promise<void> {
  try {
    await keep(name)
  } catch {
    if (shownDialog.value === name) closeDialog()
    notify(t.dialogFailed)
  }
}
