// One conversation: what was said, what waits to be said, and that both agree with the service's record.

import { type Api, Refused } from "./api";
import { delayAfter, Pause } from "./backoff";
import { type Content, type Credential, type Handover, isUrgent, type Item, type Reply } from "./contract";
import { Live, type Frame, type LiveState } from "./live";
import type { Keeper, Pending } from "./storage";

/** Why the first of the waiting messages has not gone out. */
export type Holdup = "" | "sending" | "unreachable" | "slow_down";

export interface Watcher {
  item(item: Item): void;
  pending(pending: readonly Pending[], holdup: Holdup): void;
  refused(pending: Pending, problem: Refused): void;
  handoverChanged(state: Handover): void;
  typing(who: "assistant" | "operator"): void;
  read(seq: number): void;
  lineIs(state: LiveState): void;
  alert(text: string, urgent: boolean): void;
  expired(): void;
  gone(receipt: string, reply: Reply | null): void;
}

const RENEW_BEFORE_MILLISECONDS = 12 * 3_600_000;
const MOST_FAULTS = 3;

export class Conversation {
  readonly items = new Map<number, Item>();
  private readonly live: Live;
  private readonly pause = new Pause();
  private draining = false;
  private doubts = 0;
  private faults = 0;
  private handoverState: Handover = "none";

  constructor(
    private readonly api: Api,
    private readonly keeper: Keeper,
    private readonly watcher: Watcher,
  ) {
    this.live = new Live(api.service, {
      credential: () => this.credential,
      lastSeq: () => this.lastSeq,
      poll: (after, signal) => this.api.page(this.mustHave(), after, true, signal),
      take: (frame) => { this.takeFrame(frame); },
      turned: (state) => { this.watcher.lineIs(state); },
      notAuthenticated: () => { void this.verify(); },
    });
  }

  get credential(): Credential | null {
    return this.keeper.kept.credential;
  }

  /** Show what this tab still has, then ask the service for the rest. */
  resume(): void {
    const { credential, pending, items } = this.keeper.kept;
    for (const item of items) this.takeItem(item, false);
    this.tell(pending.length ? "sending" : "");
    if (credential) void this.renewIfOld().then(() => { if (this.credential) this.live.start(); });
    if (pending.length) void this.drain();
  }

  say(content: Content, shown: string): void {
    const pending = [...this.keeper.kept.pending, { id: newId(), content, shown }];
    this.keeper.change({ pending });
    this.tell("sending");
    void this.drain();
  }

  /** The network may be back. */
  hurry(): void {
    this.pause.end();
    this.live.hurry();
    void this.renewIfOld();
  }

  async forget(): Promise<string> {
    const credential = this.credential;
    if (!credential) {
      this.clear();
      return "";
    }
    const { receipt } = await this.api.forget(credential);
    this.clear();
    this.watcher.gone(receipt, null);
    return receipt;
  }

  async feedback(answerId: string, helpful: boolean, comment: string): Promise<void> {
    await this.api.feedback(this.mustHave(), answerId, helpful, comment);
  }

  /** Call something else in this conversation's name; one is opened where there is none. */
  async ask<T>(method: string, address: string, body?: unknown): Promise<T> {
    if (!this.credential) this.keeper.change({ credential: await this.api.open() });
    return this.api.ask<T>(this.mustHave(), method, address, body);
  }

  /** Read everything from the service's record, oldest first. */
  async transcript(): Promise<Item[]> {
    const found: Item[] = [];
    if (!this.credential) return found;
    for (;;) {
      const { items } = await this.api.page(this.mustHave(), found[found.length - 1]?.seq ?? 0, false);
      if (!items.length) return found;
      found.push(...items);
    }
  }

  private get lastSeq(): number {
    return Math.max(0, ...this.items.keys());
  }

  private mustHave(): Credential {
    const credential = this.credential;
    if (!credential) throw new Error("no conversation is open");
    return credential;
  }

  private tell(holdup: Holdup): void {
    this.watcher.pending(this.keeper.kept.pending, holdup);
  }

  /** Send what waits, one after the other; a message leaves the queue once the service has it. */
  private async drain(): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    let failures = 0;
    for (let head = this.keeper.kept.pending[0]; head; head = this.keeper.kept.pending[0]) {
      this.tell(failures ? "unreachable" : "sending");
      try {
        await this.deliver(head);
        failures = this.faults = 0;
      } catch (problem) {
        const wait = this.afterFailure(head, problem, failures + 1);
        if (wait === null) continue;
        failures += 1;
        await this.pause.wait(wait);
      }
    }
    this.draining = false;
    this.tell("");
  }

  private async deliver(head: Pending): Promise<void> {
    await this.renewIfOld();
    if (!this.credential) this.keeper.change({ credential: await this.api.open() });
    const { seq, reply } = await this.api.say(this.mustHave(), head.content, head.id);
    if (seq === 0) {
      this.clear();
      this.watcher.gone("", reply);
      return;
    }
    const own: Item = { seq: seq - 1, from: "caregiver", text: head.shown, client_message_id: head.id };
    if (!this.items.has(own.seq)) this.takeItem(own, true);
    this.takeItem({ seq, from: "assistant", reply }, true);
    this.remove(head.id);
    this.live.start();
    this.live.expect(seq);
  }

  /** Decide what a failure means; return the milliseconds to wait before the next try, null for no wait. */
  private afterFailure(head: Pending, problem: unknown, failures: number): number | null {
    if (!(problem instanceof Refused)) {
      this.tell("unreachable");
      return delayAfter(failures);
    }
    if (problem.status === 401 && this.credential) {
      this.lose();
      return null;
    }
    if (problem.status === 429) {
      this.tell("slow_down");
      return problem.retryAfterSeconds * 1000;
    }
    if (problem.status >= 500 && (problem.code === "unavailable" || ++this.faults < MOST_FAULTS)) {
      this.tell("unreachable");
      return delayAfter(failures);
    }
    this.faults = 0;
    this.remove(head.id);
    this.watcher.refused(head, problem);
    return null;
  }

  private remove(id: string): void {
    const pending = this.keeper.kept.pending.filter((one) => one.id !== id);
    if (pending.length === this.keeper.kept.pending.length) return;
    this.keeper.change({ pending });
    this.tell(pending.length ? "sending" : "");
  }

  private takeFrame(frame: Frame): void {
    if (frame.type === "message") {
      const item = frame as unknown as Item;
      if (item.seq === 0) {
        this.clear();
        this.watcher.gone("", item.reply ?? null);
      } else this.takeItem(item, true);
    } else if (frame.type === "typing") this.watcher.typing(frame["from"] === "operator" ? "operator" : "assistant");
    else if (frame.type === "handover") this.setHandover(frame["state"] ?? frame["status"]);
    else if (frame.type === "read") this.watcher.read(Number(frame["seq"]) || 0);
    else if (frame.type === "alert") {
      const text = frame["text"] ?? frame["message"];
      if (typeof text === "string" && text) this.watcher.alert(text, true);
    } else if (frame.type === "error" && frame["code"] === "not_authenticated") this.live.restart();
  }

  private takeItem(item: Item, isNew: boolean): void {
    if (item.client_message_id) this.remove(item.client_message_id);
    if (this.items.has(item.seq)) return;
    this.items.set(item.seq, item);
    if (isNew) this.keeper.change({ items: [...this.items.values()].sort((one, other) => one.seq - other.seq) });
    this.inferHandover(item);
    this.watcher.item(item);
  }

  /** A poll brings no handover frames: who writes says whether a person is on. */
  private inferHandover(item: Item): void {
    const { reply } = item;
    if (item.from === "operator" || (reply?.handover && !reply.texts.length)) this.setHandover("on");
    else if (reply && !reply.handover && !isUrgent(reply.urgency) && this.handoverState !== "waiting") this.setHandover("none");
  }

  private setHandover(given: unknown): void {
    const state = (["none", "waiting", "on", "closed"] as const).find((one) => one === given);
    if (!state || state === this.handoverState) return;
    this.handoverState = state;
    this.watcher.handoverChanged(state);
  }

  private async renewIfOld(): Promise<void> {
    const credential = this.credential;
    if (!credential) return;
    const left = new Date(credential.expires_at).getTime() - Date.now();
    if (!(left < RENEW_BEFORE_MILLISECONDS)) return;
    try {
      this.keeper.change({ credential: await this.api.renew(credential) });
      if (this.live.isRunning) this.live.restart(); // an open socket holds the old one
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 401) this.lose();
    }
  }

  /** A closed line is no proof: a service that is stopping closes lines too. Only the record's own no ends it. */
  private async verify(): Promise<void> {
    const credential = this.credential;
    if (!credential) return;
    try {
      await this.api.page(credential, this.lastSeq, false);
      this.doubts = 0;
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 401) {
        if (this.credential === credential) this.lose();
        return;
      }
    }
    this.doubts += 1;
    await this.pause.wait(delayAfter(this.doubts));
    if (this.credential) this.live.start();
  }

  /** The service does not know this credential any more; what waits goes into a new conversation. */
  private lose(): void {
    if (!this.credential) return;
    this.live.stop();
    this.items.clear();
    this.keeper.change({ credential: null, items: [], seen: 0 });
    this.setHandover("none");
    this.watcher.expired();
  }

  private clear(): void {
    this.live.stop();
    this.items.clear();
    this.keeper.forget();
    this.setHandover("none");
    this.tell("");
  }
}

function newId(): string {
  const parts = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(parts, (part) => part.toString(36)).join("");
}
