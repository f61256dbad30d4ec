/**
 * What is not in the environment the SDK looks for in the files of a home, one setting after the other, with an error for each. On Lambda there
 * are none, and on a laptop the function gets all it needs in its environment too.
 */
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} })
