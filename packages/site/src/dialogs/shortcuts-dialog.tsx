import { Fragment } from "preact"
import { preferences } from "../page/preferences.ts"
import { modifierKey, shortcuts } from "../ui/keys.ts"
import { t } from "../words/t.ts"
import { Dialog } from "./dialog.tsx"

/** The enabled shortcuts, by this platform's key names. */
export function ShortcutsDialog() {
  const { singleKeyShortcuts } = preferences.value
  const rows = shortcuts.map((shortcut) => ({ ...shortcut, ways: waysOf(shortcut, singleKeyShortcuts) }))
  return (
    <Dialog name="shortcuts" title={t.shortcuts}>
      <dl class="shortcuts">
        {rows
          .filter(({ ways }) => ways.length > 0)
          .map(({ name, label, ways }) => (
            <div key={name}>
              <dt>{String(t[label])}</dt>
              <dd>
                {ways.map((keys, index) => (
                  <Fragment key={keys.join()}>
                    {index > 0 && ` ${t.keyOr} `}
                    <span>
                      {keys.map((key, place) => (
                        <Fragment key={key}>
                          {place > 0 && " "}
                          <kbd>{key}</kbd>
                        </Fragment>
                      ))}
                    </span>
                  </Fragment>
                ))}
              </dd>
            </div>
          ))}
      </dl>
      <p class="shortcuts-hint">{singleKeyShortcuts ? t.shortcutsHint : t.shortcutsOff}</p>
    </Dialog>
  )
}

// The key combinations of each shortcut.
function waysOf({ chord, key }: (typeof shortcuts)[number], singleKeys: boolean): string[][] {
  const ways: string[][] = []
  if (chord) ways.push([modifierKey(), ...(chord.shift ? [t.keyShift] : []), chord.key.toUpperCase()])
  if (key === "Escape") ways.push([t.keyEscape])
  else if (key && singleKeys) ways.push([key.toUpperCase()])
  return ways
}
