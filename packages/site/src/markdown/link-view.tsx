import type { ComponentChildren } from "preact"
import { decodeEntities } from "./entities.ts"
import { hiddenTarget, safeUrl } from "./link.ts"

// The address after a label is truncated here: a data URL may contain a whole image.
const maxShownCharacters = 300

/** A link, or its text followed by the address if it is unsafe. `label` is the visible text of `children`. */
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
  // Print shows the address after the text, unless the text is the address.
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
