// What only a site with sign-in needs of the page, in one file that others do not fetch.
export { Account } from "./account.tsx"
export { greet } from "./after-sign-in.ts"
export { arrive } from "./callback.ts"
export { OfferedConversation } from "./claim-conversation.tsx"
export { offerBeforeOpening } from "./claiming.ts"
export { SessionOffers } from "./session-banners.tsx"
export { Doorway } from "./sign-in-screen.tsx"
export { signInFromHere } from "./signing-in.ts"
