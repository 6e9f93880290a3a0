// What a parent does beside talking: book, send a place, keep the transcript, delete, read about the clinic.

import { Refused } from "./api";
import { type Ask, bookingForm, myBookings, readConsent } from "./booking";
import type { Surroundings } from "./cards";
import type { Card, Content, Site } from "./contract";
import type { Conversation } from "./conversation";
import { element, empty } from "./dom";
import type { Log } from "./log";
import { about, asText, question, save, type Sheet, transcript } from "./sheets";

export interface ErrandActions {
  send(content: Content, shown: string): void;
  gone(): void;
  /** Put the keyboard back where a parent writes. */
  back(): void;
}

export class Errands {
  /** Lies over the log while something is asked. */
  readonly over = element("div", { class: "over" });
  private readonly ask: Ask = (method, address, body) => this.conversation.ask(method, address, body);
  private readonly leave = (): void => { this.hide(); };

  constructor(
    private readonly around: Surroundings,
    private readonly conversation: Conversation,
    private readonly log: Log,
    private readonly actions: ErrandActions,
  ) {}

  get isOpen(): boolean {
    return this.over.firstChild !== null;
  }

  hide(): void {
    empty(this.over);
    this.actions.back();
  }

  showAbout(site: Site): void {
    this.show(about(site, this.around.words, this.leave));
  }

  askToDelete(): void {
    const { words } = this.around;
    const confirm = (): void => {
      this.hide();
      this.conversation.forget().then(
        (receipt) => { if (!receipt) this.actions.gone(); },
        () => { this.log.note(words.deleteFailed); },
      );
    };
    this.show(question(words.deleteTitle, words.deleteText, words.deleteYes, words.deleteNo, confirm, this.leave));
  }

  async book(session: Card): Promise<void> {
    const done = (text: string, card: Card): void => {
      this.hide();
      this.log.tell(text, card);
    };
    try {
      this.show(bookingForm(session, await readConsent(this.ask), this.around, this.ask, done, this.leave));
    } catch {
      this.log.note(this.around.words.bookingFailed);
    }
  }

  async showBookings(): Promise<void> {
    try {
      this.show(await myBookings(this.around, this.ask, this.leave));
    } catch (problem) {
      this.log.note(problem instanceof Refused ? problem.message : this.around.words.offline);
    }
  }

  askForPlace(): void {
    const { words } = this.around;
    const confirm = (): void => {
      this.hide();
      this.sendPlace();
    };
    this.show(question(words.consentTitle, words.consentText, words.consentYes, words.consentNo, confirm, this.leave));
  }

  async saveTranscript(within: Node): Promise<void> {
    const { words } = this.around;
    let text: string;
    try {
      text = asText(await this.conversation.transcript(), words);
    } catch {
      if (!this.conversation.items.size) {
        this.log.note(words.transcriptFailed);
        return;
      }
      text = asText([...this.conversation.items.values()].sort((one, other) => one.seq - other.seq), words);
    }
    if (/MicroMessenger/i.test(navigator.userAgent)) this.show(transcript(text, words, this.leave));
    else save(text, `${words.transcriptTitle}-${new Date().toISOString().slice(0, 10)}.txt`, within);
  }

  private sendPlace(): void {
    const { words } = this.around;
    this.log.typing(words.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.log.typing("");
        const location = { latitude: rounded(coords.latitude), longitude: rounded(coords.longitude), datum: "wgs84" } as const;
        this.actions.send({ location }, words.locationSent);
      },
      () => {
        this.log.typing("");
        this.log.note(words.locationRefused);
      },
      { timeout: 15_000, maximumAge: 60_000 },
    );
  }

  private show(sheet: Sheet): void {
    empty(this.over);
    this.over.append(sheet.root);
    sheet.first.focus();
  }
}

/** Four decimals are about ten metres: enough for the nearest institution. */
function rounded(degrees: number): number {
  return Math.round(degrees * 10_000) / 10_000;
}
