import type { ErrorCode } from "@parley/core/visible-error.ts"

export const signInErrors: readonly ErrorCode[] = ["auth.required", "auth.forbidden", "auth.unavailable"]

/** Errors that every route may answer that reads or writes the table. */
export const commonErrors: readonly ErrorCode[] = [...signInErrors, "store.unavailable", "service.unavailable", "rate.exceeded", "internal"]
