// The button, the panel and everything in it.

import type { Api, Refused } from "./api";
import type { Surroundings } from "./cards";
import { Composer } from "./composer";
import { type Content, type Handover, isUrgent, type Item, type Reply, type Site } from "./contract";
import { Conversation, type Holdup, type Watcher } from "./conversation";
import { button, element, empty, icon, iconButton, link } from "./dom";
import { Errands } from "./errands";
import { trapFocus } from "./focus";
import { mayGreet } from "./greeting";
import { CHAT, CLOSE, MENU, PHONE } from "./icons";
import { safeAddress } from "./links";
import type { LiveState } from "./live";
import { Log } from "./log";
import { drawLogo, keepInView, paint } from "./look";
import type { Options } from "./options";
import { keepBigText, type Keeper, type Pending, readBigText } from "./storage";
import { ageInWords, type Wording, wordingFor } from "./wording";

export type Announce = (event: string, detail: Record<string, unknown>) => void;

export class Panel implements Watcher {
  readonly root: HTMLElement;
  private readonly words: Wording;
  private readonly errands: Errands;
  private readonly launcher: HTMLButtonElement;
  private readonly badge = element("span", { class: "badge", "aria-hidden": "true" });
  private readonly dialog: HTMLElement;
  private readonly heading = element("h1", { id: "title" });
  private readonly face = element("span", { class: "face", "aria-hidden": "true" });
  private readonly line = element("p", { class: "line", role: "status" });
  private readonly greeting = element("div", {});
  private readonly topics: HTMLElement;
  private readonly notice = element("p", { class: "quiet notice" });
  private readonly menu: HTMLElement;
  private readonly menuButton: HTMLButtonElement;
  private readonly aboutButton: HTMLButtonElement;
  private readonly bigTextButton: HTMLButtonElement;
  private readonly ageChip = element("div", { class: "age" });
  private readonly composer: Composer;
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
    const around: Surroundings = { service: options.service, words, book: (session) => { void this.errands.book(session); } };
    const welcome = element("div", { class: "welcome" }, this.greeting, this.notice, this.topics);
    this.log = new Log(around, {
      say: (content, shown) => { this.send(content, shown); },
      retry: () => { this.conversation.hurry(); },
      feedback: (answerId, helpful, comment) => this.conversation.feedback(answerId, helpful, comment),
    }, welcome);
    this.conversation = new Conversation(api, keeper, this);
    this.errands = new Errands(around, this.conversation, this.log, {
      send: (content, shown) => { this.send(content, shown); },
      gone: () => { this.gone("", null); },
      back: () => { this.composer.focus(); },
    });
    this.launcher = button("", { class: "launcher", "aria-label": words.open, "aria-haspopup": "dialog", "aria-expanded": "false" }, () => { this.open(); });
    this.launcher.append(icon(CHAT), this.badge);
    this.bigTextButton = button(words.bigText, { class: "plain", "aria-pressed": "false" }, () => { this.setBigText(!this.root.classList.contains("big")); });
    this.menuButton = iconButton(MENU, words.menu, "plain", () => { this.toggleMenu(); });
    this.menuButton.setAttribute("aria-expanded", "false");
    this.aboutButton = button(words.about, {}, () => {
      this.hideMenu();
      if (this.site) this.errands.showAbout(this.site);
    });
    this.aboutButton.hidden = true;
    this.menu = this.makeMenu();
    this.composer = new Composer(words, {
      send: (text) => { this.send({ text }, text); },
      askForPlace: () => { this.errands.askForPlace(); },
      keepDraft: (draft) => { keeper.change({ draft }); },
    });
    this.dialog = this.makeDialog();
    this.root = element("div", { class: `root ${options.page ? "page" : ""}`, "data-theme": options.theme, lang: options.language }, this.launcher, this.dialog);
    this.launcher.hidden = options.page;
    this.setBigText(readBigText() ?? options.bigText, false);
    this.dress(null);
    this.watchNetwork();
  }

  /** Begin: show what this tab still has, and open if it was open on the page before. */
  start(): void {
    this.composer.fill(this.keeper.kept.draft);
    this.conversation.resume();
    this.count(0);
    if (this.options.page || this.keeper.kept.open) this.open(false);
    this.showAge();
  }

  /** Take the clinic's own settings; what stands on the script tag goes first. */
  dress(site: Site | null): void {
    this.site = site;
    const { words, options } = this;
    paint(this.root, options.colour || site?.accent || "");
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
    if (site?.has_logo) void drawLogo(this.face, this.api.logo());
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
    this.composer.grow();
    if (takeFocus) this.composer.focus();
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
    if (problem.code === "text_too_long" && this.composer.isEmpty) this.composer.fill(pending.shown);
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
    this.composer.fill("");
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
    const emergency = link("tel:120", "", "emergency-line");
    emergency.append(icon(PHONE), element("span", { text: `${words.emergency} 120` }));
    const footer = element("footer", {}, emergency, element("span", { text: words.disclaimer }), this.composer.counter);
    const dialog = element(
      "div",
      { class: "panel", role: "dialog", "aria-modal": this.options.page ? "false" : "true", "aria-labelledby": "title" },
      header, this.menu, this.line, this.log.root, this.errands.over, this.ageChip, this.composer.form, footer,
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
      button(words.myBookings, {}, choose(() => { void this.errands.showBookings(); })),
      button(words.transcript, {}, choose(() => { void this.errands.saveTranscript(this.root); })),
      button(words.deleteData, {}, choose(() => { this.errands.askToDelete(); })),
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
    } else if (this.errands.isOpen) this.errands.hide();
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

  private watchNetwork(): void {
    window.addEventListener("online", () => { this.conversation.hurry(); this.showLine(); });
    window.addEventListener("offline", () => { this.showLine(); });
    keepInView(this.root);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.conversation.hurry(); });
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
      this.composer.focus();
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
    this.composer.grow();
    if (keep) keepBigText(on);
  }
}
