import type { ComponentChildren } from "preact"
import { decodeEntities } from "./entities.ts"
import { hiddenTarget, safeUrl } from "./link.ts"

// An address that is written behind a label is cut here: one with data in it may hold a whole picture.
const maxShownCharacters = 300

/** A link, or its text with the address behind it if it is not to be followed. `label` is what is read of `children`. */
export function Link({
  href,
  title,
  label,
  children,
}: {
  href: string
  title?: string | null
  label: string
  children: ComponentChildren
}) {
  const url = safeUrl(href)
  const address = url ? hiddenTarget(url, label) : href === label.trim() ? undefined : href
  // Paper names the address behind the words, unless they are the address.
  const isBare = [href, url?.href].includes(label.trim())
  return (
    <>
      {url ? (
        <a
          class={isBare ? "bare" : undefined}
          href={url.href}
          title={title ? decodeEntities(title) : undefined}
          target="_blank"
          rel="noopener noreferrer nofollow"
        >
          {children}
        </a>
      ) : (
        children
      )}
      {address && <Address address={address} />}
    </>
  )
}

const Address = ({ address }: { address: string }) => (
  <>
    {" "}
    <bdi class="address">({address.length > maxShownCharacters ? `${address.slice(0, maxShownCharacters)}…` : address})</bdi>
  </>
)
