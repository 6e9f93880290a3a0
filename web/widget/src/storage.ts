// What survives a reload in this tab: session storage where the browser allows it, memory otherwise.

import type { Content, Credential, Item } from "./contract";

export interface Pending {
  id: string;
  content: Content;
  shown: string;
}

export interface Kept {
  credential: Credential | null;
  pending: Pending[];
  items: Item[];
  seen: number;
  draft: string;
  open: boolean;
  ageMonths: number | null;
}

const MOST_ITEMS = 60;

export function nothingKept(): Kept {
  return { credential: null, pending: [], items: [], seen: 0, draft: "", open: false, ageMonths: null };
}

/** The part of Storage that is used. */
export interface Shelf {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export class Keeper {
  private readonly name: string;
  public kept: Kept;

  constructor(
    private readonly shelf: Shelf | null,
    service: string,
    siteKey: string,
  ) {
    this.name = `parenting-assistant ${service} ${siteKey}`;
    this.kept = this.read();
  }

  change(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    this.write();
  }

  forget(): void {
    const { open, ageMonths } = this.kept;
    this.kept = { ...nothingKept(), open, ageMonths };
    this.write();
  }

  private read(): Kept {
    try {
      const written = this.shelf?.getItem(this.name);
      return written ? { ...nothingKept(), ...(JSON.parse(written) as Partial<Kept>) } : nothingKept();
    } catch {
      return nothingKept();
    }
  }

  private write(): void {
    try {
      this.shelf?.setItem(this.name, JSON.stringify({ ...this.kept, items: this.kept.items.slice(-MOST_ITEMS) }));
    } catch {
      // full or forbidden: this tab's memory has it
    }
  }
}

/** Return the tab's own storage; some browsers throw on the mere look at it. */
export function sessionShelf(): Shelf | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

const BIG_TEXT = "parenting-assistant big-text";

/** Big text is a person's need rather than a conversation's, so it is remembered beyond the tab. */
export function readBigText(): boolean | null {
  try {
    const written = window.localStorage.getItem(BIG_TEXT);
    return written === null ? null : written === "1";
  } catch {
    return null;
  }
}

export function keepBigText(on: boolean): void {
  try {
    window.localStorage.setItem(BIG_TEXT, on ? "1" : "0");
  } catch {
    // it holds for this page then
  }
}
