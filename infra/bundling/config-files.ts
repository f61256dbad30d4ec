/**
 * Replaces the SDK's reader of `~/.aws/config` and `~/.aws/credentials`. Lambda has no such files, and a laptop passes all settings in the
 * environment.
 */
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} })
