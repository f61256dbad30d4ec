import type { Block } from "@parley/api/block.ts"
import { type SignIn, visitor } from "./fake-owner.ts"
import type { FakeConversation } from "./fake-reads.ts"
import { type Answering, type FakeFailure, FakeTurn } from "./fake-turn.ts"

export type Post = {
  turnId: string
  conversationId?: string
  content: [{ text: string }, ...{ text: string }[]]
  modelId?: string
  after?: string
  replaces?: string
}

/** What a fake API has stored, what it was asked, and what a test scripts of its answers. */
export class FakeState {
  answer: Answering = async function* () {
    yield "Hello."
  }
  /** Called before each POST of a turn. Its result is the answer to that turn. */
  refuse: (attempt: number) => FakeFailure | "cut" | undefined = () => undefined
  /** Called for each request before it is processed, with the count by route. A promise that resolves later simulates a slow request. */
  early: (route: string, asked: number) => Promise<void> | undefined = () => undefined
  /** Called for each response that is not a stream, after it was created. A promise that resolves later simulates a late response. */
  late: (route: string, asked: number) => Promise<void> | undefined = () => undefined
  /** Called before each POST of a turn that exists or is created by it. The result replaces the stream, as `waiting` or the firewall do. */
  instead: (attempt: number) => "waiting" | "challenge" | "captcha" | undefined = () => undefined
  /** The conversations to list when the index lags behind the stored data. */
  index: FakeConversation[] | undefined
  models = [{ modelId: "fake", name: "Fake model", default: true }]
  /** Every connection is cut, as if the server were down. */
  down = false
  stage = "prod"
  responder = "bedrock"
  /**
   * The sign-in configuration. If set, tokens are checked; a request without a token reads open resources only, or acts as the anonymous
   * visitor.
   */
  signIn: SignIn | null = null
  /** Called with each token that is otherwise valid. Its result is the response. */
  refuseToken: (sub: string) => FakeFailure | undefined = () => undefined
  /**
   * One item for each claim response: whether more conversations remain for the next call, and how many of the visitor's conversations are
   * busy.
   */
  adoption: { left: boolean; busy: number }[] = []
  /** Whether a search reports that it searched everything. */
  searchComplete = true
  /** The cursor at the end of the first part of each download. Without one the download is complete. */
  exportNext: string | undefined
  /** The page size of conversations and of turns. */
  pageLength = 50
  /** The routes called, each with its owner. */
  readonly asked: [route: string, owner: string][] = []
  readonly posts: Post[] = []
  readonly stops: string[] = []
  readonly deleted: string[] = []
  readonly conversations: FakeConversation[] = []
  readonly turns: FakeTurn[] = []

  /** Stores a conversation with ended turns. */
  seed(
    conversationId: string,
    title: string,
    exchanges: [question: string, answer: string][] = [],
    updatedAt = new Date().toISOString(),
    owner = visitor,
  ): void {
    this.conversations.push({
      owner,
      conversationId,
      title,
      createdAt: updatedAt,
      updatedAt,
      messageCount: exchanges.length * 2,
      modelId: "fake",
    })
    for (const [question, answer] of exchanges) this.seedTurn(conversationId, question, answer)
  }

  /** Stores an ended turn at the end of a conversation. */
  seedTurn(conversationId: string, question: string | Block[], answer: string): FakeTurn {
    const index = this.turns.filter((turn) => turn.conversationId === conversationId).length
    const turn = new FakeTurn(
      `trn_${conversationId}_${index}`,
      conversationId,
      typeof question === "string" ? [{ text: question }] : question,
    )
    turn.text = answer
    turn.status = "complete"
    this.turns.push(turn)
    return turn
  }
}
