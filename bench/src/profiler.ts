import { writeFile } from "node:fs/promises"

const microsecondsBetweenSamples = 400

/** Samples where this process spends its time, until the returned function is called; the profile goes into `file`. */
export async function startProfile(file: string): Promise<() => Promise<void>> {
  // Loaded only where it is wanted: a measured process has nothing but its peer in it.
  const { Session } = await import("node:inspector/promises")
  const session = new Session()
  session.connect()
  await session.post("Profiler.enable")
  await session.post("Profiler.setSamplingInterval", { interval: microsecondsBetweenSamples })
  await session.post("Profiler.start")
  return async () => {
    const { profile } = await session.post("Profiler.stop")
    await writeFile(file, JSON.stringify(profile))
  }
}
