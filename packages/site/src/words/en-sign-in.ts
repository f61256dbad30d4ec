import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("en")

/** The texts of sign-in and sign-out. */
export const englishSignIn = {
  signIn: "Sign in",
  signInDetail: "Sign in to start chatting and see your conversations.",
  signInNeeded: "Sign in to continue.",
  signInContinues: "Sign in to continue now.",
  signInFailed: "Sign-in failed. Your text is saved.",
  signInDenied: "Sign-in was cancelled or denied.",
  signingIn: "Signing you in…",
  signingOut: "Signing you out…",
  signOut: "Sign out",
  account: "Account",
  signedIn: "Signed in",
  sessionEnded: "Your session ended. Your text is saved.",
  identityUnknown: "We can’t verify your account right now. Try again in a moment.",
  forbidden: "This account doesn’t have access to Parley.",
  forbiddenAs: (who: string) => `You’re signed in as ${who}.`,
  forbiddenDetail: "Ask an administrator for access, or use another account.",
  otherAccount: "Use another account",

  claimOffer: (count: number) =>
    plural(count, {
      one: "Add your earlier chat to this account?",
      other: "Add your # earlier chats to this account?",
    }),
  notYours: "This chat isn’t in your account",
  notYoursDetail: "If you started it before you signed in, choose Add above to continue it.",
  claimChat: "Add this chat to your account?",
  claimChatDetail: (others: number) =>
    others > 0
      ? plural(others, {
          one: "You started it, and # other chat, before you signed in.",
          other: "You started it, and # other chats, before you signed in.",
        })
      : "You started it before you signed in.",
  claim: "Add",
  claiming: "Adding…",
  notNow: "Not now",
  claimed: (count: number) => plural(count, { one: "# chat was added.", other: "# chats were added." }),
  notClaimed: "Some chats couldn’t be added yet. Try again.",

  privacySignedIn:
    "Only you can open your chats, after you sign in. Messages and answers are sent to Amazon Bedrock in the AWS account of this site, without your name; they are not logged. Deleted chats can remain in a backup for up to 35 days. Settings are stored in this browser.",
}

export type SignInMessages = typeof englishSignIn
