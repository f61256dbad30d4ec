/** A PNG of one pixel. */
export const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64")

/** A PDF file with one empty page. */
export const pdf = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type /Catalog /Pages 2 0 R>>endobj\n2 0 obj<</Type /Pages /Kids [3 0 R] /Count 1>>endobj\n" +
    "3 0 obj<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
)
