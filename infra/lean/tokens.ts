export { fromEnvSigningName } from "@aws-sdk/token-providers"

/** Bearer tokens come from the environment, if at all; SSO is for people. */
export const nodeProvider = () => async (): Promise<never> => {
  throw new Error("There is no bearer token in the environment.")
}
