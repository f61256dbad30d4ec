import { useEffect, useRef, useState } from "preact/hooks"
import { PersonIcon, SignOutIcon } from "../ui/icons.tsx"
import { pressedKey } from "../ui/keys.ts"
import { t } from "../words/t.ts"
import { displayName, isLocked, type Person, person, session, signIn } from "./session.ts"
import { signInFromHere } from "./sign-in-from-here.ts"
import { signOut } from "./sign-out.ts"

/** The signed-in account, or the sign-in button if sign-in is optional. */
export function Account() {
  if (person.value) return <SignedIn person={person.value} />
  if (!signIn.value || isLocked.value || session.value.state !== "anonymous") return null
  return (
    <div class="account">
      <button type="button" class="quiet" onClick={signInFromHere}>
        <PersonIcon />
        {t.signIn}
      </button>
    </div>
  )
}

function SignedIn({ person }: { person: Person }) {
  const [open, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!open) return
    const onPress = ({ target }: Event) => target instanceof Node && !place.current?.contains(target) && setOpen(false)
    addEventListener("pointerdown", onPress)
    return () => removeEventListener("pointerdown", onPress)
  }, [open])
  const name = displayName(person)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the open menu, wherever the focus is inside it.
    <div
      class="account"
      ref={place}
      onKeyDown={(event) => {
        if (pressedKey(event) !== "Escape" || !open) return
        event.preventDefault()
        setOpen(false)
        button.current?.focus()
      }}
    >
      <button
        ref={button}
        type="button"
        class="quiet account-button"
        aria-expanded={open}
        aria-controls="account-actions"
        onClick={() => setOpen(!open)}
      >
        <span class="initial" aria-hidden="true">
          {Array.from(name)[0]?.toUpperCase()}
        </span>
        <span class="sr-only">{t.account}: </span>
        <bdi class="account-name">{name}</bdi>
      </button>
      {open && (
        <div id="account-actions" class="account-actions">
          {person.email && person.email !== name && (
            <span class="account-email">
              <bdi>{person.email}</bdi>
            </span>
          )}
          <button type="button" class="quiet" onClick={() => void signOut()}>
            <SignOutIcon />
            {t.signOut}
          </button>
        </div>
      )}
    </div>
  )
}
