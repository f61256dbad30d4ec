import type { FakeApi } from "@parley/testing/site/fake-api.ts"

/** A question with files and an answer with every kind of block, one of them unknown to the page. */
export function seedBlocks(api: FakeApi): void {
  api.seed("cnv_a", "How much did we sell in March?")
  const turn = api.seedTurn(
    "cnv_a",
    [
      { image: { fileId: "fil_1", format: "png", width: 1_600, height: 900, name: "chart of sales.png" } },
      { document: { fileId: "fil_2", format: "pdf", name: "Annual report, all regions.pdf", pages: 12, bytes: 80_000 } },
      { text: "How much did we sell in March?" },
    ],
    "I look it up.\n\nIn March you sold **1,204 units**, 8 % more than in February.",
  )
  const image = { fileId: "fil_3", format: "png" as const, width: 640, height: 480 }
  turn.blocks = [
    { reasoning: { text: "The report is yearly. I need the figures of March, so I ask the sales tool.", milliseconds: 12_400 } },
    { text: "I look it up." },
    {
      toolUse: {
        toolUseId: "t1",
        name: "sales_query",
        title: "Sales figures",
        input: { month: "2026-03", by: "region" },
        status: "done",
        milliseconds: 900,
      },
    },
    { toolResult: { toolUseId: "t1", content: [{ json: { units: 1_204, before: 1_115 } }, { image }], status: "success" } },
    { toolUse: { toolUseId: "t2", name: "weather", input: {}, status: "failed" } },
    { toolResult: { toolUseId: "t2", content: [{ text: "No connection to weather.example" }], status: "error" } },
    { reasoning: { milliseconds: 2_000 } },
    { text: "In March you sold **1,204 units**, 8 % more than in February." },
    { unknown: { kind: "song" } },
  ]
}
