// The messages, in the service's order, and what hangs below the last one.

import { makeCard, type Surroundings } from "./cards";
import { type Card, type Content, isUrgent, type Item, type Reply } from "./contract";
import { button, element, empty } from "./dom";
import { feedbackRow, type SendFeedback } from "./feedback";
import type { Holdup } from "./conversation";
import type { Pending } from "./storage";

const SOURCE_LINE = /^(资料来源|依据)：/;

export interface LogActions {
  say(content: Content, shown: string): void;
  retry(): void;
  feedback: SendFeedback;
}

export class Log {
  readonly root: HTMLElement;
  private readonly list = element("ol", { class: "items", lang: "zh-CN" });
  private readonly waiting = element("ol", { class: "items waiting", lang: "zh-CN" });
  private readonly tail = element("div", { class: "tail" });
  private readonly alarm = element("div", { class: "hidden", role: "alert" });
  private readonly rows = new Map<number, HTMLElement>();
  private readSeq = 0;

  constructor(
    private readonly around: Surroundings,
    private readonly actions: LogActions,
    welcome: HTMLElement,
  ) {
    const live = element("div", { role: "log", "aria-live": "polite", "aria-label": around.words.log }, this.list, this.waiting);
    this.root = element("div", { class: "log", tabindex: "0", role: "group", "aria-label": around.words.log }, welcome, live, this.tail, this.alarm);
  }

  /** Show an item at its place; `follow` scrolls to it. */
  add(item: Item, follow: boolean): void {
    if (this.rows.has(item.seq)) return;
    const row = item.from === "caregiver" ? this.own(item.text ?? "") : item.reply ? this.reply(item.reply) : this.operator(item.text ?? "");
    if (!row) return;
    const later = [...this.rows.entries()].filter(([seq]) => seq > item.seq).sort(([one], [other]) => one - other)[0];
    this.list.insertBefore(row, later ? later[1] : null);
    this.rows.set(item.seq, row);
    if (item.from === "caregiver") this.markRead();
    this.typing("");
    if (item.reply && isUrgent(item.reply.urgency) && follow) this.alarm.textContent = item.reply.texts[0] ?? "";
    if (follow) this.show(row);
  }

  /** A sentence of the frame itself. */
  note(text: string, urgent = false): HTMLElement {
    const row = element("li", { class: urgent ? "note urgent" : "note", text });
    this.list.append(row);
    this.show(row);
    return row;
  }

  /** A sentence with a card that no stored item holds. */
  tell(text: string, card: Card): void {
    const row = this.bubble("assistant");
    const made = makeCard(card, this.around);
    (row.lastChild as HTMLElement).append(...paragraphs([text]), ...(made ? [made] : []));
    this.list.append(row);
    this.show(row);
  }

  /** What the service refused, with its sentence in the place of an answer. */
  refuse(pending: Pending, message: string, urgent: boolean, question: Reply | null): void {
    this.list.append(this.own(pending.shown));
    const row = this.bubble("assistant", urgent);
    (row.lastChild as HTMLElement).append(...paragraphs([message]));
    this.list.append(row);
    const asked = question && this.reply(question);
    if (asked) this.list.append(asked);
    if (urgent) this.alarm.textContent = message;
    this.show(row);
  }

  pending(pending: readonly Pending[], holdup: Holdup): void {
    const { words } = this.around;
    empty(this.waiting);
    for (const one of pending) this.waiting.append(this.own(one.shown, true));
    if (!pending.length) {
      if (this.tail.dataset["kind"] !== "person") this.typing("");
      return;
    }
    if (holdup === "unreachable" || holdup === "slow_down") {
      const row = element("li", { class: "note" }, holdup === "slow_down" ? words.slowDown : words.waiting);
      if (holdup === "unreachable") row.append(" ", button(words.retry, { class: "small" }, () => { this.actions.retry(); }));
      this.waiting.append(row);
      this.typing("");
    } else this.typing(words.typing);
    this.show(this.tail);
  }

  typing(text: string, kind = ""): void {
    this.tail.dataset["kind"] = kind;
    if (this.tail.textContent === text) return;
    empty(this.tail);
    if (!text) return;
    const dots = element("span", { class: "dots", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
    this.tail.append(dots, element("span", { text }));
  }

  read(seq: number): void {
    this.readSeq = Math.max(this.readSeq, seq);
    this.markRead();
  }

  clear(): void {
    empty(this.list);
    empty(this.waiting);
    this.rows.clear();
    this.typing("");
  }

  get isEmpty(): boolean {
    return !this.list.firstChild && !this.waiting.firstChild;
  }

  /** A long reply is read from its beginning, where what to do first stands. */
  private show(row: HTMLElement): void {
    const top = row.offsetTop;
    const bottom = top + row.offsetHeight;
    const fits = row.offsetHeight < this.root.clientHeight * 0.9;
    this.root.scrollTop = fits ? bottom - this.root.clientHeight + 16 : top - 8;
  }

  showLast(): void {
    this.root.scrollTop = this.root.scrollHeight;
  }

  private bubble(who: "caregiver" | "assistant" | "operator", urgent = false): HTMLLIElement {
    const { words } = this.around;
    const speaker = { caregiver: words.me, assistant: words.helper, operator: `${words.person}：` }[who];
    const said = element("div", { class: `said ${who}${urgent ? " urgent" : ""}` });
    if (who === "operator") said.append(element("p", { class: "who", text: words.person }));
    else said.append(element("span", { class: "hidden", text: speaker }));
    return element("li", {}, said);
  }

  private own(text: string, waits = false): HTMLLIElement {
    const row = this.bubble("caregiver");
    if (waits) row.classList.add("waits");
    (row.lastChild as HTMLElement).append(...paragraphs([text]));
    return row;
  }

  private operator(text: string): HTMLLIElement {
    const row = this.bubble("operator");
    (row.lastChild as HTMLElement).append(...paragraphs([text]));
    return row;
  }

  private reply(reply: Reply): HTMLLIElement | null {
    if (!reply.texts.length && !reply.cards.length) return null;
    const urgent = isUrgent(reply.urgency);
    const row = this.bubble("assistant", urgent);
    const said = row.lastChild as HTMLElement;
    const cards = reply.cards.map((card) => makeCard(card, this.around)).filter((card): card is HTMLElement => card !== null);
    said.append(...paragraphs(reply.texts), ...cards);
    if (reply.choices.length) row.append(this.choices(reply));
    if (reply.answer_id && reply.citations.length && !urgent) {
      row.append(feedbackRow(reply.answer_id, this.around.words, this.actions.feedback));
    }
    return row;
  }

  private choices(reply: Reply): HTMLElement {
    const group = element("div", { class: "choices", role: "group", "aria-label": this.around.words.choicesLabel });
    for (const choice of reply.choices) {
      const press = button(choice.label, { class: "choice" }, () => {
        press.setAttribute("aria-pressed", "true");
        this.actions.say({ choice: choice.choice_id }, choice.label);
      });
      group.append(press);
    }
    return group;
  }

  private markRead(): void {
    if (!this.readSeq) return;
    const own = [...this.rows.entries()].filter(([seq, row]) => seq <= this.readSeq && row.querySelector(".caregiver"));
    for (const mark of Array.from(this.list.querySelectorAll(".read"))) mark.remove();
    const last = own.sort(([one], [other]) => other - one)[0];
    if (last) last[1].append(element("p", { class: "read quiet", text: this.around.words.read }));
  }
}

function paragraphs(texts: readonly string[]): HTMLElement[] {
  return texts.filter((text) => text).map((text) => element("p", { text, ...(SOURCE_LINE.test(text) ? { class: "quiet" } : {}) }));
}
