import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { delayAfter } from "../src/backoff";
import type { Page } from "../src/api";
import { type Follower, Live } from "../src/live";

class FakeSocket {
  static made: FakeSocket[] = [];
  static works = true;
  readonly sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.made.push(this);
    setTimeout(() => { if (FakeSocket.works) this.onopen?.(); else this.close(); }, 0);
  }
  send(text: string): void { this.sent.push(text); }
  close(code = 1006): void { this.onclose?.({ code }); }
}

function follower(changes: Partial<Follower> = {}) {
  const taken: unknown[] = [];
  const polls: number[] = [];
  const calls: Follower = {
    credential: () => ({ conversation_id: "cv_1", token: "secret", expires_at: "" }),
    lastSeq: () => 4,
    poll: (after) => {
      polls.push(after);
      return new Promise<Page>((resolve) => { setTimeout(() => { resolve({ items: [] }); }, 25_000); });
    },
    take: (frame) => { taken.push(frame); },
    turned: () => undefined,
    notAuthenticated: () => { taken.push("not authenticated"); },
    ...changes,
  };
  return { taken, polls, calls };
}

describe("following a conversation", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
    FakeSocket.made = [];
    FakeSocket.works = true;
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("the token travels in the first frame, never in the address, with the last item that is known", async () => {
    const { calls } = follower();
    new Live("https://assistant.example", calls).start();
    await vi.advanceTimersByTimeAsync(1);

    const [socket] = FakeSocket.made;
    expect(socket?.url).toBe("wss://assistant.example/api/v1/conversations/cv_1/socket");
    expect(JSON.parse(socket?.sent[0] ?? "")).toEqual({ type: "auth", token: "secret", last_seq: 4 });
  });

  it("where sockets do not get through it polls, and tries a socket again later", async () => {
    FakeSocket.works = false;
    const { calls, polls } = follower();
    new Live("https://assistant.example", calls).start();
    await vi.advanceTimersByTimeAsync(10_000);

    expect(FakeSocket.made).toHaveLength(2);
    expect(polls).toEqual([4]);
    await vi.advanceTimersByTimeAsync(90_000);
    expect(FakeSocket.made.length).toBeGreaterThan(2);
  });

  it("a socket that stays silent about a reply is given up for polling", async () => {
    const { calls, polls } = follower();
    const live = new Live("https://assistant.example", calls);
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    live.expect(6);
    await vi.advanceTimersByTimeAsync(20_000);

    expect(polls).toEqual([4]);
  });

  it("a broken line is taken up again", async () => {
    const { calls } = follower();
    new Live("https://assistant.example", calls).start();
    await vi.advanceTimersByTimeAsync(1);
    FakeSocket.made[0]?.onmessage?.({ data: '{"type":"typing"}' });
    FakeSocket.made[0]?.close();
    await vi.advanceTimersByTimeAsync(1_500);

    expect(FakeSocket.made).toHaveLength(2);
  });

  it("a refused credential ends it and is told", async () => {
    const { calls, taken } = follower();
    new Live("https://assistant.example", calls).start();
    await vi.advanceTimersByTimeAsync(1);
    FakeSocket.made[0]?.close(4401);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(taken).toEqual(["not authenticated"]);
    expect(FakeSocket.made).toHaveLength(1);
  });
});

it("waits grow, never beyond half a minute, and differ between visitors", () => {
  expect(delayAfter(1, () => 1)).toBe(1_000);
  expect(delayAfter(4, () => 1)).toBe(8_000);
  expect(delayAfter(40, () => 1)).toBe(30_000);
  expect(delayAfter(4, () => 0)).toBe(4_000);
});
