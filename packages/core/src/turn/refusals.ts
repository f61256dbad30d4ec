import { maxVersions } from "../conversation/tree.ts"
import { VisibleError } from "../visible-error.ts"

export const turnBusy = (turnId: string) =>
  new VisibleError("turn.busy", "Another answer of this conversation is being written. Wait for its end, or stop it.", { turnId })

export const turnContinued = (turnId: string) =>
  new VisibleError("turn.continued", "This answer was continued already. Send the request of that turn, or read the conversation.", {
    turnId,
  })

export const notContinuable = () =>
  new VisibleError("body.invalid", "continues: the answer of parentTurnId cannot be continued. Only an answer that was cut off can.")

export const versionsExceeded = () =>
  new VisibleError("versions.exceeded", `This message has ${maxVersions} versions, and takes no more.`, { limit: maxVersions })

export const parentMissing = () =>
  new VisibleError("turn.missing", "parentTurnId: this conversation has no such turn, or the turn has expired.")
