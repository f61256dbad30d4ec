/**
 * What is not in the environment the SDK looks for in the files of a home, which it reads and takes apart for that. On Lambda there are none, and on
 * a laptop the bundle gets all it needs in its environment too.
 */
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} })
