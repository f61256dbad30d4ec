// Import the file itself: the package's index imports the clients for SSO.
// @ts-expect-error Only the index is typed.
export { fromEnvSigningName } from "@aws-sdk/token-providers/dist-es/fromEnvSigningName.js"

/** Bearer tokens come from the environment only. SSO is for users at a terminal. */
export const nodeProvider = () => async (): Promise<never> => {
  throw new Error("There is no bearer token in the environment.")
}
