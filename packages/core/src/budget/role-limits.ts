import type { TurnSettings } from "../context.ts"
import type { NanoDollars } from "../model/price.ts"

/** Limits per UTC day of the people with a role, by the role's name. */
export type RoleLimits = Record<string, { budget: NanoDollars; turns: number }>

/** Whether a role of the person has limits of its own: only then is the person known to those who run the site. */
export const hasOwnLimits = (roleLimits: RoleLimits, roles: readonly string[]): boolean =>
  roles.some((role) => Object.hasOwn(roleLimits, role))

/**
 * The settings for a signed-in person. Each limit is the largest of the person's roles, or the visitor's limit if no role sets one. A person with
 * role limits is exempt from the address budget, because an office shares one address; the stage's budget still applies. Everyone else keeps the
 * address budget, because accounts are free where registration is open.
 */
export function personSettings(settings: TurnSettings, roleLimits: RoleLimits, roles: readonly string[]): TurnSettings {
  const held = roles.flatMap((role) => (Object.hasOwn(roleLimits, role) ? [roleLimits[role] as RoleLimits[string]] : []))
  if (held.length === 0) return settings
  const { stage } = settings.budgets
  return {
    ...settings,
    budgets: { visitor: Math.max(...held.map(({ budget }) => budget)), address: stage, stage },
    turnsPerVisitorDaily: Math.max(...held.map(({ turns }) => turns)),
    turnsPerMinute: { ...settings.turnsPerMinute, address: 0 },
  }
}
