import { challengeNeeded, type Problem } from "../api/problem.ts"
import type { LostChange } from "../api/token-source.ts"
import { readTab, removeTab, writeTab } from "./tab-storage.ts"

/**
 * The firewall may answer a request of this page with a check of the browser (AWS WAF, Challenge and CAPTCHA), which only the page's HTML can
 * show. One reload lets the browser pass it. The pending action is stored in the tab and resumed after the reload.
 */

/** The action to resume after the reload: send the message in the composer, or report a lost change. */
export type AfterChallenge = { send: true } | { tell: LostChange }

const key = "challenge"
/** A second challenge within this time of a reload means that reloading does not help. */
const guardMs = 5 * 60_000

/** Reloads the page once if the problem requires it. Not without storage: the message and the guard against a loop would be lost. */
export function reloadForChallenge({ code }: Problem, afterwards?: AfterChallenge): void {
  if (code !== challengeNeeded.code) return
  const { at = 0 } = readTab<{ at: number }>(key)
  if (Math.abs(Date.now() - at) < guardMs) return
  if (writeTab(key, { at: Date.now(), afterwards })) location.reload()
}

/** The action to resume after the reload. Each call takes it away. */
export function takeAfterChallenge(): AfterChallenge | undefined {
  const { at, afterwards } = readTab<{ at: number; afterwards: AfterChallenge }>(key)
  if (afterwards) writeTab(key, { at })
  return afterwards
}

export const challengePassed = (): void => removeTab(key)
