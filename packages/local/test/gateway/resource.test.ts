import { preflightFunction, type RouteAddress, routes } from "@parley/functions/routes.ts"
import { expect, test } from "vitest"
import { findResource } from "../../src/gateway/resource.ts"

const find = (method: string, path: string) => findResource(routes, preflightFunction, method, path)

test("a path matches its resource, with decoded parameters", () => {
  expect(find("PUT", "/conversations/a%2Fb/messages/%C3%A4/feedback")).toEqual({
    resource: "/conversations/{conversationId}/messages/{messageId}/feedback",
    function: "conversations",
    pathParameters: { conversationId: "a/b", messageId: "ä" },
  })
})

test("a path without parameters has none", () => {
  expect(find("POST", "/chat")).toEqual({ resource: "/chat", function: "chat", pathParameters: null })
})

test("stopping a turn goes to the function that does not stream answers", () => {
  expect(find("POST", "/chat/trn_1/stop")?.function).toBe("conversations")
})

test("every resource answers preflights, by the function that never calls the model", () => {
  for (const { path: resource } of routes) {
    const path = resource.replaceAll(/\{\w+\}/g, "x")
    expect(find("OPTIONS", path)).toMatchObject({ resource, function: preflightFunction })
  }
})

test("fixed segments take precedence over parameters", () => {
  const both: RouteAddress[] = [
    { method: "GET", path: "/{any}", function: "chat" },
    { method: "GET", path: "/fixed", function: "conversations" },
  ]
  expect(findResource(both, "chat", "GET", "/fixed")?.resource).toBe("/fixed")
  expect(findResource(both, "chat", "GET", "/other")?.resource).toBe("/{any}")
})

test.each([
  ["GET", "/chat"],
  ["POST", "/health"],
  ["GET", "/"],
  ["GET", ""],
  ["GET", "/nothing"],
  ["GET", "/conversations/"],
  ["GET", "/conversations/a/b"],
  ["OPTIONS", "/nothing"],
  ["HEAD", "/health"],
])("%s %s has no route", (method, path) => {
  expect(find(method, path)).toBeUndefined()
})
