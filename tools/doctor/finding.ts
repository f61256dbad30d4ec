/** One line of the report: the subject, the result, and for anything but `ok` what to do. */
export type Finding = {
  /** `fix`: a deploy would fail or the site would not work. `unknown`: the check failed. */
  mark: "ok" | "warn" | "fix" | "unknown"
  about: string
  said: string
  todo?: string
}

export const ok = (about: string, said: string): Finding => ({ mark: "ok", about, said })
export const warn = (about: string, said: string, todo: string): Finding => ({ mark: "warn", about, said, todo })
export const fix = (about: string, said: string, todo: string): Finding => ({ mark: "fix", about, said, todo })
export const unknown = (about: string, said: string, todo: string): Finding => ({ mark: "unknown", about, said, todo })
