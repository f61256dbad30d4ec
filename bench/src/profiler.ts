import { writeFile } from "node:fs/promises"

const microsecondsBetweenSamples = 400

/** Profiles this process until the returned function is called, then writes the profile to `file`. */
export async function startProfile(file: string): Promise<() => Promise<void>> {
  // Loaded only on demand, so that a measured process contains only its peer.
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
