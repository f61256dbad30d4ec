import { modifierKey, shortcuts } from "../state/keys.ts"
import { preferences } from "../state/preferences.ts"
import { text } from "../text.ts"
import { Dialog } from "./dialog.tsx"

/** The keys of the page, as this platform names them. */
export const ShortcutsDialog = () => (
  <Dialog name="shortcuts" title={text.shortcuts}>
    <dl class="shortcuts">
      {shortcuts.map(({ name, key, label, always }) => (
        <div key={name} data-off={!always && !preferences.value.singleKeys}>
          <dt>{String(text[label])}</dt>
          <dd>
            <kbd>{key === "Escape" ? text.keyEscape : key.toUpperCase()}</kbd>
            {name === "help" && (
              <>
                {` ${text.keyOr} `}
                <kbd>{modifierKey()}</kbd> <kbd>/</kbd>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
    <p class="shortcuts-hint">{preferences.value.singleKeys ? text.shortcutsHint : text.shortcutsOff}</p>
  </Dialog>
)
