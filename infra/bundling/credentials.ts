/**
 * Lambda gives a function its credentials in the environment and nowhere else. The default chain would bring clients for SSO, STS and the
 * instance metadata with it, 100 KB that never run.
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env"
