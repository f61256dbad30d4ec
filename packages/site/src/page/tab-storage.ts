// The storage of the tab, which may be full or switched off: then what is kept there lives as long as the page, or not at all.

/** The object that is kept under a key; an empty one where there is none. */
export function readTab<T extends object>(key: string): Partial<T> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? "{}")
    return typeof stored === "object" && stored !== null ? (stored as Partial<T>) : {}
  } catch {
    return {}
  }
}

/** Keeps an object. Returns whether it is kept. */
export function writeTab(key: string, value: object): boolean {
  try {
    sessionStorage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

export function removeTab(key: string): void {
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Nothing is kept.
  }
}

export function tabKeys(): string[] {
  try {
    return Object.keys(sessionStorage)
  } catch {
    return []
  }
}
