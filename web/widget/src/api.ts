// Calls of the public API; credentials travel in headers alone.

import type { Content, Credential, Item, Reply, Site } from "./contract";

/** The service answered and said no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterSeconds: number,
    readonly urgency: string | undefined,
    readonly question: Reply | null,
  ) {
    super(message);
  }
}

/** Nobody answered: no network, no service, or not in time. */
export class Unreachable extends Error {}

const USUAL_MILLISECONDS = 15_000;
const POLL_SECONDS = 25;

/** A part of the service's record, and where a request for a person stands. */
export interface Page {
  items: Item[];
  handover?: { state: string } | null;
}

interface Call {
  token?: string;
  body?: unknown;
  milliseconds?: number;
  signal?: AbortSignal;
}

export class Api {
  constructor(
    readonly service: string,
    private readonly siteKey: string,
  ) {}

  site(): Promise<Site> {
    return this.json("GET", "/api/v1/site", {});
  }

  /** Whether the service answers at all; its script is the one thing that it gives to any page. */
  async isAlive(): Promise<boolean> {
    try {
      return (await fetch(`${this.service}/widget.js`, { method: "HEAD", credentials: "omit", cache: "no-store" })).ok;
    } catch {
      return false;
    }
  }

  async logo(): Promise<Blob> {
    return (await this.call("GET", "/api/v1/site/logo", {})).blob();
  }

  open(): Promise<Credential> {
    return this.json("POST", "/api/v1/conversations", { body: { site_key: this.siteKey } });
  }

  renew(credential: Credential): Promise<Credential> {
    return this.json("POST", `${path(credential)}/token`, { token: credential.token, body: {} });
  }

  say(credential: Credential, content: Content, id: string): Promise<{ seq: number; reply: Reply }> {
    const body = { ...content, client_message_id: id };
    return this.json("POST", `${path(credential)}/messages`, { token: credential.token, body });
  }

  page(credential: Credential, after: number, wait: boolean, signal?: AbortSignal): Promise<Page> {
    const seconds = wait ? POLL_SECONDS : 0;
    const call: Call = { token: credential.token, milliseconds: USUAL_MILLISECONDS + seconds * 1000 };
    if (signal) call.signal = signal;
    const address = `${path(credential)}/messages?after=${after}&wait=${seconds}`;
    return this.json("GET", address, call);
  }

  forget(credential: Credential): Promise<{ receipt: string }> {
    return this.json("DELETE", path(credential), { token: credential.token });
  }

  async feedback(credential: Credential, answerId: string, helpful: boolean, comment: string): Promise<void> {
    const address = `/api/v1/answers/${encodeURIComponent(answerId)}/feedback`;
    await this.json("POST", address, { token: credential.token, body: { helpful, comment } });
  }

  /** Any other call in the conversation's name. */
  ask<T>(credential: Credential, method: string, address: string, body?: unknown): Promise<T> {
    return this.json(method, address, { token: credential.token, body });
  }

  private async json<T>(method: string, address: string, call: Call): Promise<T> {
    const response = await this.call(method, address, call);
    try {
      return (await response.json()) as T;
    } catch {
      throw new Unreachable("the answer broke off");
    }
  }

  private async call(method: string, address: string, call: Call): Promise<Response> {
    const headers: Record<string, string> = {};
    if (call.token) headers["Authorization"] = `Bearer ${call.token}`;
    else if (method === "GET") headers["X-Site-Key"] = this.siteKey;
    if (call.body !== undefined) headers["Content-Type"] = "application/json";
    const aborter = new AbortController();
    const timer = setTimeout(() => { aborter.abort(); }, call.milliseconds ?? USUAL_MILLISECONDS);
    const stop = (): void => { aborter.abort(); };
    call.signal?.addEventListener("abort", stop);
    try {
      const response = await fetch(this.service + address, {
        method,
        headers,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "origin",
        signal: aborter.signal,
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      if (!response.ok) throw await refusal(response);
      return response;
    } catch (problem) {
      throw problem instanceof Refused ? problem : new Unreachable(String(problem));
    } finally {
      clearTimeout(timer);
      call.signal?.removeEventListener("abort", stop);
    }
  }
}

function path(credential: Credential): string {
  return `/api/v1/conversations/${encodeURIComponent(credential.conversation_id)}`;
}

async function refusal(response: Response): Promise<Error> {
  const wait = Number(response.headers.get("Retry-After")) || 5;
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string; urgency?: string; question?: Reply } };
    return new Refused(response.status, error.code, error.message, wait, error.urgency, error.question ?? null);
  } catch {
    // A proxy in between, not the service, wrote this.
    return new Unreachable(`status ${response.status}`);
  }
}
