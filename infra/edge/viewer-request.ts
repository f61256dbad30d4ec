/** The fields of CloudFront's viewer-request event that the function reads. */
export type ViewerRequestEvent = {
  viewer: { ip: string }
  request: { uri: string; headers: Record<string, { value: string }> }
}

/**
 * Prepares a request under `/api` for the API: removes `/api` from the path and overwrites `x-viewer-address` with the address that the edge saw. An
 * IPv6 address becomes its /64, the size of one household's network. The function uses nothing outside its body because CloudFront gets its source
 * text.
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

/** The code of the CloudFront function. CloudFront requires the name `handler`. */
export const viewerRequestCode = `function handler(event) {\n  return (${viewerRequest.toString()})(event)\n}\n`
