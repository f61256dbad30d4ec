/** An account on this machine, with the claims of its ID tokens. */
export type Account = { sub: string; name: string; email: string; email_verified: boolean; groups?: string[] }

export const accounts: readonly Account[] = [
  { sub: "one", name: "One", email: "one@example.com", email_verified: true, groups: ["staff"] },
  { sub: "two", name: "Two", email: "two@example.com", email_verified: true },
]

export const findAccount = (sub: string | null): Account | undefined => accounts.find((account) => account.sub === sub)
