/**
 * Imports a part of the page. Browsers remember a failed import until the page reloads, so none is tried while the device is offline.
 * @throws if the part cannot be loaded; another call tries again once the device is online.
 */
export const importPart = async <Part>(load: () => Promise<Part>): Promise<Part> => {
  if (navigator.onLine === false) throw new Error("offline")
  return load()
}
