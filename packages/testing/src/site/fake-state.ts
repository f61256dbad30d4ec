import type { Block } from "@parley/api/block.ts"
import { type SignIn, visitor } from "./fake-owner.ts"
import type { FakeConversation } from "./fake-reads.ts"
import { pathThrough, pathTo } from "./fake-tree.ts"
import { type Answering, FakeFailure, FakeTurn } from "./fake-turn.ts"

export type Post = {
  turnId: string
  conversationId?: string
  parentTurnId?: string | null
  /** Absent with `continues`. */
  content: [{ text: string }, ...{ text: string }[]]
  continues?: true
  modelId?: string
  /** A number for functions of the version before. */
  after?: string | number
  replaces?: string
}

export type Fork = { conversationId: string; from: { conversationId: string; turnId: string } }

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
  /** Whether the functions are of the version before: they know `replaces` alone, a replaced turn is gone, and an answer is one text. */
  isOld = false
  /** How many turns one parent may have. */
  maxVersions = 50
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

  /** Stores an ended turn at the end of the shown path of a conversation, or after `parentTurnId`. */
  seedTurn(conversationId: string, question: string | Block[], answer: string, parentTurnId?: string | null): FakeTurn {
    const others = this.turnsOf(conversationId)
    const content = typeof question === "string" ? [{ text: question }] : question
    const turn = new FakeTurn(`trn_${conversationId}_${others.length}`, conversationId, content)
    turn.parentTurnId = parentTurnId === undefined ? (this.leafOf(conversationId)?.turnId ?? null) : parentTurnId
    turn.text = answer
    turn.status = "complete"
    this.add(turn)
    return turn
  }

  /** Stores an ended answer that continues another one. */
  seedContinuation({ turnId, conversationId }: FakeTurn, answer: string): FakeTurn {
    const turn = this.seedTurn(conversationId, [], answer, turnId)
    turn.continues = true
    return turn
  }

  /** Shows the path through a turn. */
  show(conversationId: string, turnId: string): void {
    const conversation = this.conversations.find((one) => one.conversationId === conversationId)
    if (conversation) conversation.leafTurnId = turnId
  }

  /** Copies the path to a turn into a new conversation, once. */
  protected fork({ conversationId, from }: Fork, owner: string): FakeConversation {
    const known = this.conversations.find((one) => one.conversationId === conversationId)
    if (known) return known
    const source = this.conversations.find((one) => one.conversationId === from.conversationId && one.owner === owner)
    if (!source) throw new FakeFailure(404, "conversation.missing")
    const path = pathTo(this.turnsOf(from.conversationId), from.turnId)
    if (path.length === 0) throw new FakeFailure(404, "turn.missing")
    this.seed(conversationId, source.title, [], new Date().toISOString(), owner)
    for (const { content, text, status, stopReason, blocks, continues } of path) {
      Object.assign(this.seedTurn(conversationId, content, text), { status, stopReason, blocks, continues })
    }
    return this.conversations.at(-1) as FakeConversation
  }

  turnsOf(conversationId: string): FakeTurn[] {
    return this.turns.filter((turn) => turn.conversationId === conversationId)
  }

  /** The last turn of the shown path. */
  protected leafOf(conversationId: string): FakeTurn | undefined {
    const leaf = this.conversations.find((one) => one.conversationId === conversationId)?.leafTurnId
    return pathThrough(this.turnsOf(conversationId), leaf).at(-1)
  }

  /** Stores a turn, which is then the one that is shown. */
  protected add(turn: FakeTurn): void {
    this.turns.push(turn)
    this.show(turn.conversationId, turn.turnId)
  }
}
