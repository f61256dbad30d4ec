// What only a site with sign-in needs of the page, in one file that others do not fetch.
export { Account } from "../components/account.tsx"
export { Doorway } from "../components/doorway.tsx"
export { SessionOffers } from "../components/session-offers.tsx"
export { download } from "../state/downloading.ts"
export { greet } from "../state/greeting.ts"
export { signInFromHere } from "../state/signing-in.ts"
export { arrive } from "./arrival.ts"
