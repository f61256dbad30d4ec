import { text } from "../words/text.ts"
import type { Person } from "./session.ts"

/** What somebody is called on the page. */
export const nameOf = ({ name, email }: Person): string => name ?? email ?? text.signedIn
