// The file itself: its package's index leads to the clients for SSO.
// @ts-expect-error Only the index is typed.
export { fromEnvSigningName } from "@aws-sdk/token-providers/dist-es/fromEnvSigningName.js"

/** Bearer tokens come from the environment, if at all; SSO is for people. */
export const nodeProvider = () => async (): Promise<never> => {
  throw new Error("There is no bearer token in the environment.")
}
