const many = (length: number, line: (index: number) => string): string => {
  let text = ""
  for (let index = 0; text.length < length; index++) text += line(index)
  return text.slice(0, length)
}

const section = (index: number) => `## Part ${index}

A paragraph that explains **what** part ${index} is about, with \`code\` in it, a [link](https://example.com/${index}) and enough words to fill
a line or two of the page, as answers of models do.

- The first point, which is short.
- The second, with *emphasis* and a longer explanation of why it matters here.
- The third.

\`\`\`ts
export async function part${index}(input: string): Promise<number> {
  const words = input.split(" ").filter((word) => word.length > ${index})
  return words.length
}
\`\`\`

| name | value |
| --- | ---: |
| first | ${index} |
| second | ${index * 2} |

`

/** The contents of the answers, at any length: all kinds of blocks in turn, or one endless block. */
export const answers: Record<string, (length: number) => string> = {
  "mixed, as models write": (length) => many(length, section),
  "one block of code": (length) => `\`\`\`ts\n${many(length, (i) => `const value${i} = compute(${i}, "some text")\n`)}`,
  "one list": (length) => many(length, (i) => `- Item ${i} with \`code\`, some **words** and a [link](https://example.com/${i}).\n`),
  "one table": (length) => `| name | value |\n| --- | --- |\n${many(length, (i) => `| row ${i} | \`value\` and **more** of it |\n`)}`,
  "one quote": (length) => many(length, (i) => `> Sentence ${i} of a quote, with *emphasis* and a [link](https://example.com/${i}).\n>\n`),
  "one list in a list": (length) => `- All of them\n${many(length, (i) => `  - Item ${i} with \`code\`, and some **words** to it.\n`)}`,
  "raw HTML": (length) => `<div>\n${many(length, (i) => `<p class="line">Line ${i} of <b>raw</b> HTML, shown as it is.</p>\n`)}`,
  "one paragraph": (length) => many(length, (i) => `Sentence ${i} has *emphasis*, \`code\` and a [link](https://example.com). `),
}
