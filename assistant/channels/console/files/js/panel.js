// Suggestions: the red flag first, then three answers, then what to ask. Used beside a call and beside a chat.

import { post } from "./api.js";
import { bookFor } from "./booking.js";
import { fill, h, inWords, toast, URGENCY } from "./dom.js";

const PAUSE_MS = 250;

export class Panel {
  // onTake(answer, suggestionId) is called when an answer is taken; question() gives what is asked now.
  constructor({ question, onTake }) {
    this.question = question;
    this.onTake = onTake;
    this.flags = h("div", { role: "alert", "aria-label": "就医警示" });
    this.answers = h("section", { "aria-label": "建议答案" });
    this.offers = h("div", {});
    this.next = h("div", {});
    this.node = h("section", { "aria-label": "建议" }, this.flags, this.answers, this.next);
    this.shown = null;
    this.number = 0;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE_MS);
  }

  async now() {
    clearTimeout(this.timer);
    const asked = this.question();
    const number = ++this.number;
    if (!asked.text.trim()) {
      this.clear();
      return;
    }
    try {
      const shown = await post("suggestions", asked);
      if (number === this.number) this.draw(shown);
    } catch (refused) {
      if (number === this.number) fill(this.next, h("p", { class: "error", role: "alert" }, refused.message));
    }
  }

  clear() {
    this.number += 1;
    this.shown = null;
    this.taken = null;
    fill(this.flags);
    fill(this.answers);
    fill(this.offers);
    fill(this.next);
  }

  draw(shown) {
    this.shown = shown;
    // What was taken stays marked as long as it stands there word for word; it was made for another age otherwise.
    const kept = shown.answers.findIndex((one) => one.entry_id === this.taken?.entry_id && one.text === this.taken.text);
    this.taken = shown.answers[kept] ?? null;
    // Only the first flag in full: the answers must stay on the screen. The others are one line each.
    fill(this.flags, shown.red_flags.map((one, place) => (place === 0 ? flag(one) : lesser(one))));
    fill(this.answers, shown.answers.length ? shown.answers.map((answer, index) => this.#answer(answer, index))
      : h("p", { class: "muted" }, "没有找到有依据的答案。可以请对方补充，或告知拨打12345。"),
      shown.for_other_ages.length ? h("p", { class: "meta" }, `给别的月龄的，不能用于${shown.age_months}个月的孩子：${
        shown.for_other_ages.map((one) => `${one.title}（${one.age_months[0]}～${one.age_months[1]}个月）`).join("；")}`) : null);
    this.answers.children[kept]?.classList.add("taken");
    fill(this.offers, this.#sessions(shown.sessions), institutions(shown.institutions));
    // Where no answer is sure, what was asked for is more likely a place or a session: those come first then.
    const [first, second] = shown.outcome === "answer" ? [this.answers, this.offers] : [this.offers, this.answers];
    fill(this.node, this.flags, first, second, this.next);
    fill(this.next,
      shown.ask_next.length ? h("div", { class: "card" }, h("h2", {}, "接着问"),
        h("ul", { class: "plain" }, shown.ask_next.map((text) => h("li", {}, text)))) : null,
      shown.policy_basis.length ? h("div", { class: "card" }, h("h2", {}, "政策依据"),
        h("ul", { class: "plain" }, shown.policy_basis.map((text) => h("li", {}, text)))) : null,
      shown.answers.length ? h("button", { type: "button", onclick: () => this.reject() }, "都不合适") : null);
    this.node.dispatchEvent(new Event("drawn"));
  }

  take(index) {
    const answer = this.shown?.answers[index];
    if (!answer) return;
    this.taken = answer;
    [...this.answers.children].forEach((node, place) => node.classList.toggle("taken", place === index));
    this.report("taken", answer.entry_id);
    this.onTake(answer, this.shown.suggestion_id);
  }

  report(action, entryId = null, text = "") {
    if (!this.shown) return Promise.resolve();
    return post(`suggestions/${this.shown.suggestion_id}`, { action, entry_id: entryId, text })
      .catch((refused) => toast(refused.message));
  }

  async reject() {
    await this.report("rejected");
    toast("记下了：这几条都不合适，会进入待补问题。");
  }

  #sessions(found) {
    if (!found.length) return null;
    const { conversation_id: conversationId = null } = this.question();
    return h("div", { class: "card" }, h("h2", {}, "可约的指导"), h("ul", { class: "plain offers" },
      found.map((one) => h("li", {}, h("div", {}, one.detail),
        h("button", { type: "button", "aria-label": `替对方预约：${one.title}`,
          onclick: () => bookFor(one, conversationId) }, "替对方预约")))));
  }

  #answer(answer, index) {
    return h("article", { class: "answer" },
      h("div", { class: "row" },
        h("h2", {}, h("span", { class: "key", "aria-hidden": "true" }, String(index + 1)), answer.title),
        h("button", { type: "button", "aria-keyshortcuts": String(index + 1), onclick: () => this.take(index) }, "采用")),
      h("p", {}, answer.text),
      answer.see_doctor_if.length ? h("p", { class: "meta" }, `就医：${answer.see_doctor_if.join("；")}`) : null,
      h("p", { class: "meta" }, [`把握${Math.round(answer.confidence * 100)}%`, answer.for_age ? "按所填月龄" : null,
        answer.status === "clinician_reviewed" ? "医生审核" : answer.status === "draft" ? "草稿" : null,
        answer.certainty === "official" ? null : "以所在区最新规定为准",
        `核对${answer.checked_on}`].filter(Boolean).join(" · "), " · ",
        h("a", { href: new URL(answer.url).pathname, target: "_blank", rel: "noopener" }, "全文")),
      h("p", { class: "meta one-line", title: answer.source }, `${answer.basis ? "依据" : "来源"}：${answer.source}`));
  }
}

function flag(one) {
  return h("div", { class: `flag ${one.urgency}` },
    h("h2", {}, `${URGENCY[one.urgency]}：${one.title}`),
    h("div", { class: "meta" }, `规则${one.rule_id} · 依据的话：${inWords(one.words)}`),
    h("ul", {}, one.do_now.map((text) => h("li", {}, text)),
      one.first_questions.map((text) => h("li", {}, h("b", {}, "先问："), text))));
}

function lesser(one) {
  return h("p", { class: "meta" }, `同时：${URGENCY[one.urgency]} · ${one.title}（规则${one.rule_id}，${inWords(one.words)}）`);
}

function institutions(found) {
  if (!found.length) return null;
  return h("div", { class: "card" }, h("h2", {}, "附近机构"), h("ul", { class: "plain offers" },
    found.map((one) => h("li", {}, h("b", {}, one.title), ` ${one.detail}`,
      h("div", { class: "meta" }, [one.fields.address, one.fields.phone].filter(Boolean).join(" · "))))));
}
