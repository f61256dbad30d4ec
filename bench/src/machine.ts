import { cpus, loadavg, release, totalmem } from "node:os"
import peers from "../package.json" with { type: "json" }

/** The machine and the versions of a measurement. */
export function machineLines(): string[] {
  const [first] = cpus()
  const { dependencies } = peers as { dependencies: Record<string, string> }
  const named = Object.entries(dependencies).filter(([name]) => !name.startsWith("@parley/") && name !== "esbuild")
  return [
    `${cpus().length} cores of ${first?.model.trim() || "unknown make"} (${process.arch}), ${(totalmem() / 1_024 ** 3).toFixed(0)} GB, Linux ${release()}`,
    `Node ${process.version}, ${named.map(([name, version]) => `${name} ${version}`).join(", ")}`,
    `${new Date().toISOString().slice(0, 10)}; load average before: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(", ")}`,
  ]
}
