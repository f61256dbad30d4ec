import { Fragment } from "preact"
import { preferences } from "../page/preferences.ts"
import { modifierKey, shortcuts } from "../ui/keys.ts"
import { text } from "../words/text.ts"
import { Dialog } from "./dialog.tsx"

/** The keys of the page that act now, as this platform names them. */
export function ShortcutsDialog() {
  const { singleKeyShortcuts } = preferences.value
  const rows = shortcuts.map((shortcut) => ({ ...shortcut, ways: waysOf(shortcut, singleKeyShortcuts) }))
  return (
    <Dialog name="shortcuts" title={text.shortcuts}>
      <dl class="shortcuts">
        {rows
          .filter(({ ways }) => ways.length > 0)
          .map(({ name, label, ways }) => (
            <div key={name}>
              <dt>{String(text[label])}</dt>
              <dd>
                {ways.map((keys, index) => (
                  <Fragment key={keys.join()}>
                    {index > 0 && ` ${text.keyOr} `}
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
      <p class="shortcuts-hint">{singleKeyShortcuts ? text.shortcutsHint : text.shortcutsOff}</p>
    </Dialog>
  )
}

// The keys to hold together, for each way to press a shortcut.
function waysOf({ chord, key }: (typeof shortcuts)[number], singleKeys: boolean): string[][] {
  const ways: string[][] = []
  if (chord) ways.push([modifierKey(), ...(chord.shift ? [text.keyShift] : []), chord.key.toUpperCase()])
  if (key === "Escape") ways.push([text.keyEscape])
  else if (key && singleKeys) ways.push([key.toUpperCase()])
  return ways
}
