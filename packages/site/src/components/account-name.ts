import type { Person } from "../sign-in/session.ts"
import { text } from "../text.ts"

/** What somebody is called on the page. */
export const nameOf = ({ name, email }: Person): string => name ?? email ?? text.signedIn
