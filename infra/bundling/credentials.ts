/**
 * Reads credentials from the environment only, where Lambda puts them. The default chain would add clients for SSO, STS and the instance metadata:
 * 100 KB that never run.
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env"
