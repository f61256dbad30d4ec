// The part of the page that only sites with sign-in load.
export { Account } from "./account.tsx"
export { continueAfterSignIn } from "./after-sign-in.ts"
export { resolveSession } from "./callback.ts"
export { ClaimConversation } from "./claim-conversation.tsx"
export { offerClaimBeforeOpening } from "./claiming.ts"
export { SessionBanners } from "./session-banners.tsx"
export { signInFromHere } from "./sign-in-from-here.ts"
export { SignInScreen } from "./sign-in-screen.tsx"
