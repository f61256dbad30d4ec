import type { Clock } from "../clock.ts"
import { utf8Bytes } from "../content.ts"
import { idPattern } from "../ids.ts"
import { VisibleError } from "../visible-error.ts"

/** Where a download goes on: after a conversation, or after a message in the middle of it. */
export type Place = { part: number; conversationId: string; messageId?: string | undefined }

const isPlace = ({ part, conversationId, messageId }: Partial<Record<keyof Place, unknown>>): boolean =>
  Number.isInteger(part) &&
  Number(part) > 1 &&
  idPattern("conversation").test(String(conversationId)) &&
  (messageId === undefined || idPattern("message").test(String(messageId)))

/** A place as the text that callers send back as `after`: JSON in base64url. */
export const cursorOfPlace = (where: Place): string => Buffer.from(JSON.stringify(where)).toString("base64url")

/** @throws VisibleError `body.invalid` */
export function placeOfCursor(cursor: string): Place {
  const place: Partial<Record<keyof Place, unknown>> = { ...(parsed(cursor) as object) }
  if (!isPlace(place)) throw wrongPlace()
  return place as Place
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"))
  } catch {
    return undefined
  }
}

export const wrongPlace = () => new VisibleError("body.invalid", "after: this cursor is not one of this download.")

/** When a part ends, at the next border that it may end at. */
export type Limits = {
  /** After so much, in UTF-8. Only a conversation that is longer by itself is cut, so a part has at most twice as much and one message. */
  bytes: number
  /** For a reader who takes it slowly, in milliseconds since 1970. */
  until: number
}

/** What is written of a part. */
export type Room = { written: number; isFull(since?: number): boolean; fill(piece: string): string }

export function roomOf(now: Clock, { bytes, until }: Limits): Room {
  return {
    written: 0,
    isFull(since = 0) {
      return this.written - since >= bytes || now() >= until
    },
    fill(piece) {
      this.written += utf8Bytes(piece)
      return piece
    },
  }
}
