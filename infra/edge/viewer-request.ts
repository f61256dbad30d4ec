/** What CloudFront hands to a viewer-request function, as far as it is read here. */
export type ViewerRequestEvent = {
  viewer: { ip: string }
  request: { uri: string; headers: Record<string, { value: string }> }
}

/**
 * Prepares a request under `/api` for the API: takes the `/api` away and overwrites `x-viewer-address` with the address that the edge saw,
 * an IPv6 one by its /64, which is what one household has. Everything it needs is inside it, because CloudFront gets its source text.
 */
function viewerRequest(event: ViewerRequestEvent): ViewerRequestEvent["request"] {
  const request = event.request
  request.uri = request.uri.replace(/^\/api(?=\/|$)/, "") || "/"
  let address = event.viewer.ip
  if (address.includes(":")) {
    const halves = address.split("::")
    const head = (halves[0] || "").split(":").filter(Boolean)
    const tail = (halves[1] || "").split(":").filter(Boolean)
    while (halves.length > 1 && head.length + tail.length < 8) head.push("0")
    address = `${head
      .concat(tail)
      .slice(0, 4)
      .map((group) => parseInt(group, 16).toString(16))
      .join(":")}::/64`
  }
  request.headers["x-viewer-address"] = { value: address }
  return request
}

/** The code of the CloudFront function, which has to be called `handler`. */
export const viewerRequestCode = `function handler(event) {\n  return (${viewerRequest.toString()})(event)\n}\n`
