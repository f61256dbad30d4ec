// sessionStorage may be full or disabled. Values then live as long as the page, or are not stored at all.

/** The object stored under a key, or an empty one. */
export function readTab<T extends object>(key: string): Partial<T> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? "{}")
    return typeof stored === "object" && stored !== null ? (stored as Partial<T>) : {}
  } catch {
    return {}
  }
}

/** Stores an object. Returns whether that succeeded. */
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
    // Storage is full or disabled.
  }
}

export function tabKeys(): string[] {
  try {
    return Object.keys(sessionStorage)
  } catch {
    return []
  }
}
