// What is new in a conversation, as it happens: a WebSocket, and polling where sockets do not get through.

import { type Page, Refused } from "./api";
import { delayAfter, Pause } from "./backoff";
import type { Credential } from "./contract";

export type LiveState = "connecting" | "live" | "lost";

/** One message of the service over the socket. */
export interface Frame {
  type: string;
  [field: string]: unknown;
}

export interface Follower {
  credential(): Credential | null;
  lastSeq(): number;
  poll(after: number, signal: AbortSignal): Promise<Page>;
  take(frame: Frame): void;
  turned(state: LiveState): void;
  notAuthenticated(): void;
}

const NOT_AUTHENTICATED = 4401;
const FAILURES_BEFORE_POLLING = 2;
const SOCKET_AGAIN_AFTER_MILLISECONDS = 60_000;
const SILENT_SOCKET_MILLISECONDS = 6_000;
const WORKING_SOCKET_MILLISECONDS = 5_000;

export class Live {
  private socket: WebSocket | null = null;
  private silent: WebSocket | null = null;
  private poller: AbortController | null = null;
  private readonly pause = new Pause();
  private running = false;
  private round = 0;
  private socketFailures = 0;
  private failures = 0;
  private pollUntil = 0;
  private delivered = 0;

  constructor(
    private readonly service: string,
    private readonly follower: Follower,
  ) {}

  /** Follow the conversation until `stop`; calling it again is harmless. */
  start(): void {
    if (this.running) return;
    this.running = true;
    this.round += 1;
    void this.follow(this.round);
  }

  stop(): void {
    this.running = false;
    this.round += 1;
    this.drop();
    this.pause.end();
  }

  get isRunning(): boolean {
    return this.running;
  }

  restart(): void {
    this.stop();
    this.start();
  }

  /** The network is back, or a person asks: do not wait any longer. */
  hurry(): void {
    this.pause.end();
  }

  /** A reply came by another way: a socket that does not bring it as well is silent and gets replaced. */
  expect(seq: number): void {
    const socket = this.socket;
    if (!socket) return;
    setTimeout(() => {
      if (this.socket !== socket || this.delivered >= seq) return;
      this.silent = socket;
      socket.close();
    }, SILENT_SOCKET_MILLISECONDS);
  }

  private drop(): void {
    this.socket?.close();
    this.socket = null;
    this.poller?.abort();
    this.poller = null;
  }

  private async follow(round: number): Promise<void> {
    const isCurrent = (): boolean => this.running && this.round === round;
    while (isCurrent()) {
      const credential = this.follower.credential();
      if (!credential) break;
      const well = this.mayUseSocket() ? await this.listen(credential) : await this.poll(credential);
      if (!isCurrent()) return;
      if (well) {
        this.failures = 0;
        continue;
      }
      this.failures += 1;
      this.follower.turned("lost");
      await this.pause.wait(delayAfter(this.failures));
    }
    if (this.round === round) this.running = false;
  }

  private mayUseSocket(): boolean {
    if (typeof WebSocket === "undefined" || Date.now() < this.pollUntil) return false;
    if (this.socketFailures < FAILURES_BEFORE_POLLING) return true;
    this.socketFailures = FAILURES_BEFORE_POLLING - 1; // after a while one more try
    this.pollUntil = Date.now() + SOCKET_AGAIN_AFTER_MILLISECONDS;
    return false;
  }

  /** Hold one socket until it closes; say whether it served. */
  private listen(credential: Credential): Promise<boolean> {
    return new Promise((resolve) => {
      let openedAt = 0;
      let served = false;
      let socket: WebSocket;
      try {
        socket = new WebSocket(`${this.service.replace(/^http/, "ws")}/api/v1/conversations/${encodeURIComponent(credential.conversation_id)}/socket`);
      } catch {
        // A page's own rules may forbid sockets altogether.
        this.socketFailures = FAILURES_BEFORE_POLLING;
        resolve(true);
        return;
      }
      this.socket = socket;
      this.delivered = 0;
      socket.onopen = () => {
        openedAt = Date.now();
        socket.send(JSON.stringify({ type: "auth", token: credential.token, last_seq: this.follower.lastSeq() }));
        this.follower.turned("live");
      };
      socket.onmessage = (event: MessageEvent) => {
        served = true;
        this.failures = 0;
        this.hand(event.data);
      };
      socket.onclose = (event: CloseEvent) => {
        if (event.code === NOT_AUTHENTICATED) {
          this.running = false;
          this.follower.notAuthenticated();
        }
        const lasted = openedAt > 0 && Date.now() - openedAt > WORKING_SOCKET_MILLISECONDS;
        this.socketFailures = served || lasted ? 0 : this.socketFailures + 1;
        if (this.silent === socket) this.socketFailures = FAILURES_BEFORE_POLLING;
        if (this.socket === socket) this.socket = null;
        resolve(false);
      };
    });
  }

  private hand(data: unknown): void {
    let frame: Frame;
    try {
      frame = JSON.parse(String(data)) as Frame;
    } catch {
      return;
    }
    if (frame.type === "message" && typeof frame["seq"] === "number") {
      this.delivered = Math.max(this.delivered, frame["seq"]);
    }
    this.follower.take(frame);
  }

  /** Ask once for what is new; say whether the service answered. */
  private async poll(credential: Credential): Promise<boolean> {
    this.poller = new AbortController();
    try {
      const { items, handover } = await this.follower.poll(this.follower.lastSeq(), this.poller.signal);
      this.follower.turned("live");
      for (const item of items) this.follower.take({ type: "message", ...item });
      if (handover) this.follower.take({ type: "handover", ...handover });
      return true;
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 401 && this.follower.credential() === credential) {
        this.running = false;
        this.follower.notAuthenticated();
      }
      return false;
    }
  }
}
