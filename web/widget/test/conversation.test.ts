import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Api, Refused, Unreachable } from "../src/api";
import type { Reply } from "../src/contract";
import { Conversation, type Watcher } from "../src/conversation";
import { Keeper, type Shelf } from "../src/storage";

class MemoryShelf implements Shelf {
  readonly values = new Map<string, string>();
  getItem(name: string): string | null { return this.values.get(name) ?? null; }
  setItem(name: string, value: string): void { this.values.set(name, value); }
  removeItem(name: string): void { this.values.delete(name); }
}

const CREDENTIAL = { conversation_id: "cv_1", token: "secret", expires_at: "2999-01-01T00:00:00Z" };

function reply(text: string, changes: Partial<Reply> = {}): Reply {
  return { texts: [text], cards: [], choices: [], citations: [], urgency: "none", handover: false, answer_id: "a_1", ...changes };
}

/** A service that keeps what it was told, as the real one does: the same id acts once. */
class StandIn {
  readonly service = "https://assistant.example";
  readonly said: string[] = [];
  readonly ids: string[] = [];
  failures: Error[] = [];
  opened = 0;

  open() { this.opened += 1; return Promise.resolve({ ...CREDENTIAL, token: `secret${this.opened}` }); }
  renew() { return Promise.resolve({ ...CREDENTIAL, token: "renewed" }); }
  say(_credential: unknown, content: { text?: string }, id: string) {
    const lost = this.failures.shift();
    if (lost instanceof Refused) return Promise.reject(lost);
    if (!this.ids.includes(id)) {
      this.ids.push(id);
      this.said.push(content.text ?? "");
    }
    const seq = (this.ids.indexOf(id) + 1) * 2;
    return lost ? Promise.reject(lost) : Promise.resolve({ seq, reply: reply(`answer ${seq}`) });
  }
  page = (): Promise<never> => new Promise(() => undefined);
}

function watcher() {
  const seen: string[] = [];
  const calls: Watcher = {
    item: (item) => seen.push(`${item.seq} ${item.text ?? item.reply?.texts[0] ?? ""}`),
    pending: () => undefined,
    refused: (_pending, problem) => seen.push(`refused ${problem.code}`),
    handoverChanged: (state) => seen.push(`handover ${state}`),
    typing: () => undefined,
    read: () => undefined,
    lineIs: () => undefined,
    alert: () => undefined,
    expired: () => seen.push("expired"),
    gone: () => seen.push("gone"),
  };
  return { seen, calls };
}

function begin(service: StandIn, shelf: Shelf = new MemoryShelf()) {
  const { seen, calls } = watcher();
  const keeper = new Keeper(shelf, service.service, "clinic");
  const conversation = new Conversation(service as unknown as Api, keeper, calls);
  return { seen, keeper, conversation };
}

function refused(status: number, code: string, wait = 5): Refused {
  return new Refused(status, code, "sentence", wait, undefined, null);
}

describe("sending", () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it("messages arrive once and in order, though every other answer is lost", async () => {
    const service = new StandIn();
    service.failures = [new Unreachable("lost"), new Unreachable("lost")];
    const { seen, keeper, conversation } = begin(service);

    for (const text of ["one", "two", "three"]) conversation.say({ text }, text);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(service.said).toEqual(["one", "two", "three"]);
    expect(seen).toEqual(["1 one", "2 answer 2", "3 two", "4 answer 4", "5 three", "6 answer 6"]);
    expect(keeper.kept.pending).toEqual([]);
  });

  it("what waits survives a reload and goes out under the same id", async () => {
    const service = new StandIn();
    service.failures = [new Unreachable("lost")];
    const shelf = new MemoryShelf();
    begin(service, shelf).conversation.say({ text: "one" }, "one");
    await vi.advanceTimersByTimeAsync(0);

    const again = begin(service, shelf);
    again.conversation.resume();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(service.said).toEqual(["one"]);
    expect(again.seen).toContain("2 answer 2");
    expect(again.keeper.kept.pending).toEqual([]);
  });

  it("an expired credential opens a new conversation and the message goes there", async () => {
    const service = new StandIn();
    const { seen, conversation } = begin(service);
    conversation.say({ text: "one" }, "one");
    await vi.advanceTimersByTimeAsync(0);
    service.failures = [refused(401, "not_authenticated")];

    conversation.say({ text: "two" }, "two");
    await vi.advanceTimersByTimeAsync(0);

    expect(service.opened).toBe(2);
    expect(seen).toContain("expired");
    expect(service.said).toEqual(["one", "two"]);
  });

  it("an old credential is renewed before the next message, which stays in its conversation", async () => {
    const service = new StandIn();
    const { seen, keeper, conversation } = begin(service);
    keeper.change({ credential: { ...CREDENTIAL, expires_at: new Date(Date.now() + 3_600_000).toISOString() } });

    conversation.say({ text: "one" }, "one");
    await vi.advanceTimersByTimeAsync(0);

    expect(keeper.kept.credential?.token).toBe("renewed");
    expect(service.opened).toBe(0);
    expect(seen).toEqual(["1 one", "2 answer 2"]);
  });

  it("a line that closes as if the credential were bad ends nothing while the service cannot be asked", async () => {
    vi.stubGlobal("WebSocket", class {
      onclose: ((event: { code: number }) => void) | null = null;
      constructor() { setTimeout(() => this.onclose?.({ code: 4401 }), 10); }
      close(): void { this.onclose?.({ code: 1000 }); }
    });
    const service = new StandIn();
    service.page = () => Promise.reject(new Unreachable("stopping"));
    const { seen, keeper, conversation } = begin(service);
    conversation.say({ text: "one" }, "one");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(seen).not.toContain("expired");
    expect(keeper.kept.credential).not.toBeNull();

    service.page = () => Promise.reject(refused(401, "not_authenticated"));
    await vi.advanceTimersByTimeAsync(60_000);

    expect(seen).toContain("expired");
    vi.unstubAllGlobals();
  });

  it("too fast waits as long as the service says, then goes out", async () => {
    const service = new StandIn();
    service.failures = [refused(429, "too_many_requests", 7)];
    const { conversation } = begin(service);

    conversation.say({ text: "one" }, "one");
    await vi.advanceTimersByTimeAsync(6_900);
    expect(service.said).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);

    expect(service.said).toEqual(["one"]);
  });

  it("what is refused is told and does not stop what follows", async () => {
    const service = new StandIn();
    service.failures = [refused(413, "text_too_long")];
    const { seen, conversation } = begin(service);

    conversation.say({ text: "long" }, "long");
    conversation.say({ text: "short" }, "short");
    await vi.advanceTimersByTimeAsync(0);

    expect(seen).toEqual(["refused text_too_long", "1 short", "2 answer 2"]);
  });

  it("a fault of the service is tried three times and then told", async () => {
    const service = new StandIn();
    service.failures = [500, 500, 500].map((status) => refused(status, "internal_error"));
    const { seen, conversation } = begin(service);

    conversation.say({ text: "one" }, "one");
    await vi.advanceTimersByTimeAsync(60_000);

    expect(seen).toEqual(["refused internal_error"]);
  });
});

it("two sites in one tab keep apart what they keep", () => {
  const shelf = new MemoryShelf();
  new Keeper(shelf, "https://assistant.example", "one").change({ credential: CREDENTIAL, draft: "secret words" });

  expect(new Keeper(shelf, "https://assistant.example", "two").kept.credential).toBeNull();
});

it("a tab without storage works on from memory", () => {
  const keeper = new Keeper({ getItem: () => { throw new Error("no"); }, setItem: () => { throw new Error("full"); }, removeItem: () => undefined }, "s", "k");
  keeper.change({ draft: "half a sentence" });

  expect(keeper.kept.draft).toBe("half a sentence");
});
