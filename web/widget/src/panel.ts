// The button, the panel and everything in it.

import { type Api, Refused } from "./api";
import { type Ask, bookingForm, myBookings, readConsent } from "./booking";
import type { Surroundings } from "./cards";
import { inkOn, readableOn } from "./colour";
import { type Card, type Content, type Handover, isUrgent, type Item, type Reply, type Site } from "./contract";
import { Conversation, type Holdup, type Watcher } from "./conversation";
import { button, element, empty, icon, iconButton, link } from "./dom";
import { trapFocus } from "./focus";
import { mayGreet } from "./greeting";
import { CHAT, CLOSE, MENU, PHONE, PLACE, SEND } from "./icons";
import { safeAddress } from "./links";
import type { LiveState } from "./live";
import { Log } from "./log";
import type { Options } from "./options";
import { about, asText, question, save, type Sheet, transcript } from "./sheets";
import { keepBigText, type Keeper, type Pending, readBigText } from "./storage";
import { ageInWords, type Wording, wordingFor } from "./wording";

const LIGHT_PAPER = "#ffffff";
const DARK_PAPER = "#1e2528";
const ACCENT = "#0b6b5d";
const LONGEST_ANSWERED = 2000;
const LONGEST_READ = 20_000;

export type Announce = (event: string, detail: Record<string, unknown>) => void;

export class Panel implements Watcher {
  readonly root: HTMLElement;
  private readonly words: Wording;
  private readonly around: Surroundings;
  private readonly launcher: HTMLButtonElement;
  private readonly badge = element("span", { class: "badge", "aria-hidden": "true" });
  private readonly dialog: HTMLElement;
  private readonly heading = element("h1", { id: "title" });
  private readonly face = element("span", { class: "face", "aria-hidden": "true" });
  private readonly line = element("p", { class: "line", role: "status" });
  private readonly greeting = element("div", {});
  private readonly topics: HTMLElement;
  private readonly notice = element("p", { class: "quiet notice" });
  private readonly over = element("div", { class: "over" });
  private readonly menu: HTMLElement;
  private readonly menuButton: HTMLButtonElement;
  private readonly aboutButton: HTMLButtonElement;
  private readonly bigTextButton: HTMLButtonElement;
  private readonly ageChip = element("div", { class: "age" });
  private readonly input: HTMLTextAreaElement;
  private readonly counter = element("span", { class: "counter quiet", role: "status" });
  private readonly log: Log;
  private readonly conversation: Conversation;
  private returnFocus: Element | null = null;
  private site: Site | null = null;
  private unread = 0;
  private isOpen = false;
  private liveState: LiveState = "live";
  private handover: Handover = "none";

  constructor(
    private readonly options: Options,
    private readonly api: Api,
    private readonly keeper: Keeper,
    private readonly announce: Announce,
  ) {
    const words = (this.words = wordingFor(options.language));
    this.topics = element("div", { class: "choices", role: "group", "aria-label": words.topics });
    const around: Surroundings = { service: options.service, words, book: (session) => { void this.book(session); } };
    this.around = around;
    const welcome = element("div", { class: "welcome" }, this.greeting, this.notice, this.topics);
    this.log = new Log(around, {
      say: (content, shown) => { this.send(content, shown); },
      retry: () => { this.conversation.hurry(); },
      feedback: (answerId, helpful, comment) => this.conversation.feedback(answerId, helpful, comment),
    }, welcome);
    this.conversation = new Conversation(api, keeper, this);
    this.launcher = button("", { class: "launcher", "aria-label": words.open, "aria-haspopup": "dialog", "aria-expanded": "false" }, () => { this.open(); });
    this.launcher.append(icon(CHAT), this.badge);
    this.bigTextButton = button(words.bigText, { class: "plain", "aria-pressed": "false" }, () => { this.setBigText(!this.root.classList.contains("big")); });
    this.menuButton = iconButton(MENU, words.menu, "plain", () => { this.toggleMenu(); });
    this.menuButton.setAttribute("aria-expanded", "false");
    this.aboutButton = button(words.about, {}, () => { this.showAbout(); });
    this.aboutButton.hidden = true;
    this.menu = this.makeMenu();
    this.input = element("textarea", { rows: "1", maxlength: String(LONGEST_READ), "aria-label": words.input, placeholder: words.placeholder, enterkeyhint: "send" });
    this.dialog = this.makeDialog();
    this.root = element("div", { class: `root ${options.page ? "page" : ""}`, "data-theme": options.theme, lang: options.language }, this.launcher, this.dialog);
    this.launcher.hidden = options.page;
    this.setBigText(readBigText() ?? options.bigText, false);
    this.dress(null);
    this.watchInput();
    this.watchNetwork();
  }

  /** Begin: show what this tab still has, and open if it was open on the page before. */
  start(): void {
    this.input.value = this.keeper.kept.draft;
    this.grow();
    this.conversation.resume();
    this.count(0);
    if (this.options.page || this.keeper.kept.open) this.open(false);
    this.showAge();
  }

  /** Take the clinic's own settings; what stands on the script tag goes first. */
  dress(site: Site | null): void {
    this.site = site;
    const { words, options } = this;
    const accent = options.colour || site?.accent || ACCENT;
    const style = this.root.style;
    style.setProperty("--pa-accent-light", readableOn(accent, LIGHT_PAPER));
    style.setProperty("--pa-on-light", inkOn(readableOn(accent, LIGHT_PAPER)));
    style.setProperty("--pa-accent-dark", readableOn(accent, DARK_PAPER));
    style.setProperty("--pa-on-dark", inkOn(readableOn(accent, DARK_PAPER)));
    this.root.classList.toggle("left", (options.position || site?.position) === "left");
    empty(this.heading);
    if (site?.name) this.heading.append(element("span", { class: "clinic", text: site.name }), " ");
    this.heading.append(element("span", { class: site?.name ? "quiet" : "", text: words.assistant }));
    this.face.textContent = site?.name.slice(0, 1) ?? "";
    this.showGreeting(options.greeting || site?.greeting || "");
    const topics = options.topics.length ? options.topics : site?.topics ?? [];
    empty(this.topics);
    for (const topic of topics) this.topics.append(button(topic, { class: "choice" }, () => { this.send({ text: topic }, topic); }));
    this.showTopics();
    const privacy = safeAddress(site?.notice.url ?? "/privacy", options.service);
    empty(this.notice);
    this.notice.append(`${site?.notice.text ?? ""} `, privacy ? link(privacy, words.privacy) : "");
    this.aboutButton.hidden = !site?.notes.length;
    if (site?.has_logo) void this.drawLogo();
  }

  open(takeFocus = true): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.returnFocus = (this.root.getRootNode() as ShadowRoot).activeElement ?? document.activeElement;
    this.dialog.hidden = false;
    this.launcher.setAttribute("aria-expanded", "true");
    this.root.classList.add("opened");
    this.keeper.change({ open: true });
    this.count(0);
    this.log.showLast();
    if (takeFocus) this.input.focus();
    this.announce("open", {});
  }

  close(): void {
    if (!this.isOpen || this.options.page) return;
    this.isOpen = false;
    this.dialog.hidden = true;
    this.hideMenu();
    this.launcher.setAttribute("aria-expanded", "false");
    this.root.classList.remove("opened");
    this.keeper.change({ open: false });
    const back = this.returnFocus instanceof HTMLElement && this.returnFocus !== document.body ? this.returnFocus : this.launcher;
    back.focus();
    this.announce("close", {});
  }

  /** Say something in the parent's name; the page may call this. */
  send(content: Content, shown: string): void {
    const age = this.keeper.kept.ageMonths;
    if (age !== null && content.text !== undefined) {
      this.keeper.change({ ageMonths: null });
      this.showAge();
      const sentence = `宝宝${ageInWords(age)}了`;
      this.conversation.say({ text: sentence }, sentence);
    }
    this.conversation.say(content, shown);
  }

  /** The page knows the child's age: said before the next question, visibly, unless the parent takes it away. */
  setChildAge(months: number): void {
    if (!Number.isInteger(months) || months < 0 || months > 83) return;
    this.keeper.change({ ageMonths: months });
    this.showAge();
  }

  // What the conversation tells.

  item(item: Item): void {
    const isOld = item.seq <= this.keeper.kept.seen;
    this.log.add(item, !isOld || !this.isOpen);
    this.showTopics();
    if (isOld) return;
    this.keeper.change({ seen: item.seq });
    if (item.from === "caregiver") return;
    const says = item.reply ? item.reply.texts.length > 0 : true;
    if (!this.isOpen && says) this.count(this.unread + 1);
    this.announce("message", { from: item.from, urgency: item.reply?.urgency ?? "none" });
  }

  pending(pending: readonly Pending[], holdup: Holdup): void {
    this.log.pending(pending, holdup);
    this.showTopics();
    this.showLine();
  }

  refused(pending: Pending, problem: Refused): void {
    const closed = problem.status === 403 || problem.code === "not_found";
    this.log.refuse(pending, closed && !problem.urgency ? this.words.refusedSite : problem.message, isUrgent(problem.urgency), problem.question);
    if (problem.code === "text_too_long" && !this.input.value) {
      this.input.value = pending.shown;
      this.grow();
    }
  }

  typing(who: "assistant" | "operator"): void {
    if (who !== "operator") return;
    this.log.typing(this.words.personTyping, "person");
    setTimeout(() => { this.log.typing(""); }, 6_000);
  }

  read(seq: number): void {
    this.log.read(seq);
  }

  lineIs(state: LiveState): void {
    this.liveState = state;
    this.showLine();
  }

  alert(text: string, urgent: boolean): void {
    this.log.note(text, urgent);
    if (!this.isOpen) this.count(this.unread + 1);
  }

  expired(): void {
    this.log.clear();
    this.log.note(this.words.expired);
  }

  gone(receipt: string, reply: Reply | null): void {
    this.log.clear();
    this.log.note(receipt ? `${this.words.deleted}（${this.words.receipt} ${receipt}）` : (reply?.texts[0] ?? this.words.deleted));
    this.input.value = "";
    this.showTopics();
    this.announce("deleted", {});
  }

  handoverChanged(state: Handover): void {
    this.handover = state;
    this.showLine();
    this.announce("handover", { state });
  }

  // The parts.

  private makeDialog(): HTMLElement {
    const { words } = this;
    const header = element(
      "header",
      {},
      this.face,
      this.heading,
      this.bigTextButton,
      this.menuButton,
    );
    const leave = iconButton(CLOSE, words.close, "plain", () => { this.close(); });
    leave.hidden = this.options.page;
    header.append(leave);
    const form = element("form", { class: "say" });
    const submit = iconButton(SEND, words.send, "submit", () => { this.submit(); });
    const place = iconButton(PLACE, words.location, "plain", () => { this.askForPlace(); });
    place.hidden = !("geolocation" in navigator);
    form.append(place, this.input, submit);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    const emergency = link("tel:120", "", "emergency-line");
    emergency.append(icon(PHONE), element("span", { text: `${words.emergency} 120` }));
    const footer = element("footer", {}, emergency, element("span", { text: words.disclaimer }), this.counter);
    const dialog = element(
      "div",
      { class: "panel", role: "dialog", "aria-modal": this.options.page ? "false" : "true", "aria-labelledby": "title" },
      header, this.menu, this.line, this.log.root, this.over, this.ageChip, form, footer,
    );
    dialog.hidden = true;
    dialog.addEventListener("keydown", (event) => { this.key(event); });
    if (!this.options.page) trapFocus(dialog);
    return dialog;
  }

  private makeMenu(): HTMLElement {
    const { words } = this;
    const choose = (act: () => void) => () => { this.hideMenu(); act(); };
    const menu = element(
      "div",
      { class: "menu", role: "group", "aria-label": words.menu },
      this.aboutButton,
      button(words.myBookings, {}, choose(() => { void this.showBookings(); })),
      button(words.transcript, {}, choose(() => { void this.saveTranscript(); })),
      button(words.deleteData, {}, choose(() => { this.askToDelete(); })),
    );
    menu.hidden = true;
    return menu;
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (!this.menu.hidden) {
      this.hideMenu();
      this.menuButton.focus();
    } else if (this.over.firstChild) this.hideSheet();
    else this.close();
  }

  private toggleMenu(): void {
    const hide = !this.menu.hidden;
    this.menu.hidden = hide;
    this.menuButton.setAttribute("aria-expanded", String(!hide));
    if (!hide) (this.menu.querySelector("button:not([hidden])") as HTMLElement | null)?.focus();
  }

  private hideMenu(): void {
    this.menu.hidden = true;
    this.menuButton.setAttribute("aria-expanded", "false");
  }

  private showSheet(sheet: Sheet): void {
    empty(this.over);
    this.over.append(sheet.root);
    sheet.first.focus();
  }

  private hideSheet(): void {
    empty(this.over);
    this.input.focus();
  }

  private showAbout(): void {
    this.hideMenu();
    if (this.site) this.showSheet(about(this.site, this.words, () => { this.hideSheet(); }));
  }

  private askToDelete(): void {
    const { words } = this;
    const confirm = (): void => {
      this.hideSheet();
      this.conversation.forget().then(
        (receipt) => { if (!receipt) this.gone("", null); },
        () => { this.log.note(words.deleteFailed); },
      );
    };
    this.showSheet(question(words.deleteTitle, words.deleteText, words.deleteYes, words.deleteNo, confirm, () => { this.hideSheet(); }));
  }

  private readonly ask: Ask = (method, address, body) => this.conversation.ask(method, address, body);

  private async book(session: Card): Promise<void> {
    const leave = (): void => { this.hideSheet(); };
    const done = (text: string, card: Card): void => {
      this.hideSheet();
      this.log.tell(text, card);
    };
    try {
      this.showSheet(bookingForm(session, await readConsent(this.ask), this.around, this.ask, done, leave));
    } catch {
      this.log.note(this.words.bookingFailed);
    }
  }

  private async showBookings(): Promise<void> {
    try {
      this.showSheet(await myBookings(this.around, this.ask, () => { this.hideSheet(); }));
    } catch (problem) {
      this.log.note(problem instanceof Refused ? problem.message : this.words.offline);
    }
  }

  private askForPlace(): void {
    const { words } = this;
    const confirm = (): void => {
      this.hideSheet();
      this.log.typing(words.locating);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          this.log.typing("");
          // Four decimals are about ten metres: enough for the nearest institution.
          const [latitude, longitude] = [coords.latitude, coords.longitude].map((part) => Math.round(part * 10_000) / 10_000) as [number, number];
          this.send({ location: { latitude, longitude, datum: "wgs84" } }, words.locationSent);
        },
        () => {
          this.log.typing("");
          this.log.note(words.locationRefused);
        },
        { timeout: 15_000, maximumAge: 60_000 },
      );
    };
    this.showSheet(question(words.consentTitle, words.consentText, words.consentYes, words.consentNo, confirm, () => { this.hideSheet(); }));
  }

  private async saveTranscript(): Promise<void> {
    const { words } = this;
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
    if (/MicroMessenger/i.test(navigator.userAgent)) this.showSheet(transcript(text, words, () => { this.hideSheet(); }));
    else save(text, `${words.transcriptTitle}-${new Date().toISOString().slice(0, 10)}.txt`, this.root);
  }

  private submit(): void {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.keeper.change({ draft: "" });
    this.grow();
    this.send({ text }, text);
    this.input.focus();
  }

  private watchInput(): void {
    this.input.addEventListener("input", () => {
      this.keeper.change({ draft: this.input.value });
      this.grow();
    });
    this.input.addEventListener("keydown", (event) => {
      // 229 is what older browsers send while an input method composes.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.submit();
    });
    // What is typed here is not a shortcut of the page.
    for (const kind of ["keydown", "keypress", "keyup"]) this.input.addEventListener(kind, (event) => {
      if ((event as KeyboardEvent).key !== "Escape" && (event as KeyboardEvent).key !== "Tab") event.stopPropagation();
    });
  }

  private watchNetwork(): void {
    window.addEventListener("online", () => { this.conversation.hurry(); this.showLine(); });
    window.addEventListener("offline", () => { this.showLine(); });
    const view = window.visualViewport;
    const fit = (): void => {
      this.root.style.setProperty("--pa-view", `${view?.height ?? window.innerHeight}px`);
      this.root.style.setProperty("--pa-top", `${view?.offsetTop ?? 0}px`);
    };
    // A phone's keyboard covers the page's lower part; the panel keeps to what is seen.
    for (const kind of ["resize", "scroll"]) view?.addEventListener(kind, fit);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.conversation.hurry(); });
  }

  private grow(): void {
    const { words, input } = this;
    input.style.setProperty("height", "auto");
    if (input.scrollHeight) input.style.setProperty("height", `${Math.min(input.scrollHeight + 2, 140)}px`);
    const length = input.value.length;
    this.counter.textContent = length > LONGEST_ANSWERED ? `${length}${words.characters}，${words.tooLong}` : "";
  }

  private count(unread: number): void {
    this.unread = unread;
    this.badge.textContent = unread ? String(Math.min(unread, 99)) : "";
    this.badge.hidden = !unread;
    this.launcher.setAttribute("aria-label", unread ? `${this.words.open}，${unread}${this.words.unread}` : this.words.open);
    this.announce("unread", { count: unread });
  }

  /** A clinic's own words are labelled as such and never stand in for what the assistant says of itself. */
  private showGreeting(own: string): void {
    empty(this.greeting);
    if (own && mayGreet(own)) {
      this.greeting.append(element("p", { text: own }), element("p", { class: "quiet", text: this.site?.provided_by ?? "" }));
    }
    this.greeting.append(element("p", { text: this.words.greeting }));
  }

  private showTopics(): void {
    this.topics.hidden = !this.topics.firstChild || !this.log.isEmpty;
  }

  private showAge(): void {
    const { words } = this;
    const months = this.keeper.kept.ageMonths;
    empty(this.ageChip);
    if (months === null) return;
    const forget = button(words.ageForget, { class: "small" }, () => {
      this.keeper.change({ ageMonths: null });
      this.showAge();
      this.input.focus();
    });
    this.ageChip.append(element("span", { text: words.ageIs(ageInWords(months)) }), forget);
  }

  private showLine(): void {
    const { words } = this;
    const offline = navigator.onLine === false;
    const text = offline ? words.offline : this.liveState === "lost" ? words.reconnecting : words.handover[this.handover];
    if (this.line.textContent !== text) this.line.textContent = text;
    this.line.className = `line ${offline || this.liveState === "lost" ? "bad" : this.handover}`;
  }

  private setBigText(on: boolean, keep = true): void {
    this.root.classList.toggle("big", on);
    this.bigTextButton.setAttribute("aria-pressed", String(on));
    this.grow();
    if (keep) keepBigText(on);
  }

  /** Draw the logo's own bytes: no page's rules for pictures stand in the way, and nothing else is fetched. */
  private async drawLogo(): Promise<void> {
    if (typeof createImageBitmap !== "function") return;
    try {
      const picture = await createImageBitmap(await this.api.logo());
      const side = 80;
      const canvas = element("canvas", { width: String(side), height: String(side) });
      const scale = Math.min(side / picture.width, side / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      canvas.getContext("2d")?.drawImage(picture, (side - width) / 2, (side - height) / 2, width, height);
      empty(this.face);
      this.face.append(canvas);
      this.face.classList.add("logo");
    } catch {
      // the name's first character stands there already
    }
  }
}
