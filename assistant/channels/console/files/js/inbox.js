// Conversations that wait for a person: take, read, reply, give back, close.

import { get, post } from "./api.js";
import { bookingsOfVisitor } from "./change_booking.js";
import { ask, fill, h, redraw, showValue, since, time, toast, URGENCY, withoutMarks } from "./dom.js";
import { askDue } from "./due.js";
import { Panel } from "./panel.js";

const REASONS = { asked: "要求人工", frustrated: "不满意", not_found: "多次没找到", topic: "需要人看" };
const CHANNELS = { widget: "网页", wechat: "微信" };
const WRAP_UPS = { answered: "已解答", referred: "已转介", booked: "已预约", follow_up: "需回访", no_reply: "家长未再回复" };
const DELIVERIES = { waiting: "等待送出", sent: "已发到微信", failed: "没有送达" };
const DRAFT = "console-reply-";

// A line that only asks for a person asks nothing that suggestions could answer.
const ONLY_ASKS_FOR_PERSON = /^(?:请|我要|我想|帮我|麻烦)?(?:转|找|叫|接)?(?:一下)?(?:人工|坐席|客服|真人)(?:客服|服务|坐席)?[吧啊呢。！!]*$/;

export function show(root, { live, rest }) {
  const queue = h("ul", { class: "queue", "aria-label": "等候和接听中的会话" });
  const talk = h("div", { class: "talk" });
  const beside = h("div", { class: "beside" });
  let opened = null;

  function drawQueue() {
    const rows = live.desk?.handovers ?? [];
    redraw(queue, rows.length ? rows.map((one) => h("li", {}, h("a", { href: `#/inbox/${one.id}`,
      "aria-current": one.id === rest[0] ? "true" : null },
      h("span", { class: `tag ${one.urgency}` }, URGENCY[one.urgency]),
      one.state === "waiting" ? `等了${since(one.requested_at)}` : one.mine ? "我在接听" : `${one.operator}在接听`,
      h("div", {}, withoutMarks(one.summary.questions.slice(-2).join(" ／ "))),
      h("div", { class: "meta" }, `${CHANNELS[one.channel] ?? one.channel} · ${REASONS[one.reason]}${one.mine && one.last_seq > one.read_seq ? " · 有新消息" : ""}`))))
      : h("li", { class: "muted" }, "没有等候的会话。"));
  }

  const keys = (event) => {
    if (!opened || !event.altKey || document.querySelector("dialog[open]")) return;
    const isDigit = /^Digit[123]$/.test(event.code);
    if (!isDigit && !(event.code === "KeyB" && opened.row?.mine)) return;
    event.preventDefault();
    if (isDigit) opened.panel.take(Number(event.code.slice(-1)) - 1);
    else bookingsOfVisitor(opened.id);
  };
  document.addEventListener("keydown", keys);

  const onDesk = () => {
    drawQueue();
    const row = live.desk.handovers.find((one) => one.id === rest[0]);
    if (opened) opened.update(row);
  };
  live.addEventListener("desk", onDesk);
  fill(root, h("h1", {}, "转人工"), h("div", { class: "three" }, h("div", {}, queue), talk, beside));
  if (live.desk) drawQueue();
  if (rest[0]) opened = new Talk(rest[0], talk, beside);
  else fill(talk, h("p", { class: "muted" }, "从左边选一个会话。先到的在前面。"));
  return () => {
    live.removeEventListener("desk", onDesk);
    document.removeEventListener("keydown", keys);
  };
}

class Talk {
  constructor(id, root, beside) {
    this.id = id;
    this.root = root;
    this.lines = h("div", { class: "lines", role: "log", "aria-label": "会话内容", tabindex: 0 });
    this.head = h("div", {});
    this.reply = h("textarea", { rows: 3, maxlength: 2000, "aria-label": "回复家长",
      value: localStorage.getItem(DRAFT + id) ?? "" });
    this.foot = h("div", {});
    this.wrapUp = h("select", { "aria-label": "这次会话的结果" }, h("option", { value: "" }, "选结果……"),
      Object.entries(WRAP_UPS).map(([value, label]) => h("option", { value }, label)));
    this.last = 0;
    this.asked = "";
    this.panel = new Panel({
      question: () => ({ text: this.asked, conversation_id: this.row.conversation_id }),
      onTake: (answer, suggestionId) => {
        this.taken = { ...answer, suggestionId };
        this.reply.value = answer.text;
        this.#keep();
        this.reply.focus();
      },
    });
    fill(beside, this.panel.node);
    fill(root, this.head, this.lines, this.foot);
    this.reply.addEventListener("input", () => this.#keep());
    this.reply.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
    });
    this.load();
  }

  update(row) {
    if (row && !row.mine && row.state === "on") {
      this.#lost(`由${row.operator}接听。`);
      return;
    }
    if (row?.mine) this.#drawDeliveries(row.deliveries);
    if (row && (row.last_seq > this.last || row.state !== this.row?.state || row.mine !== this.row?.mine)) this.load();
  }

  // What is asked for while a reading is under way is read after it; whoever waits, waits for that too.
  load() {
    if (this.loading) this.again = true;
    else this.loading = this.#readAll().finally(() => { this.loading = null; });
    return this.loading;
  }

  async #readAll() {
    do {
      this.again = false;
      await this.#read();
    } while (this.again);
  }

  async #read() {
    try {
      const found = await get(`handovers/${this.id}?after=${this.last}`);
      this.row = found.handover;
      this.last = Math.max(this.last, found.handover.last_seq);
      this.#drawHead();
      this.#drawLines(found.items);
      this.#drawDeliveries(found.handover.deliveries);
    } catch (refused) {
      this.#lost(refused.status === 404 ? "这个会话由别的坐席接听，或已经删除。" : refused.message);
    }
  }

  #lost(why) {
    this.row = null;
    this.panel.clear();
    fill(this.head, h("p", { class: "error", role: "alert" }, why));
    fill(this.lines);
    fill(this.foot);
    this.footShown = "";
    this.last = 0;
  }

  #drawHead() {
    const one = this.row;
    const child = one.summary.age_months === null ? "月龄未知" : `${one.summary.age_months}个月`;
    redraw(this.head, h("div", { class: "card" },
      h("div", { class: "row" }, h("span", { class: `tag ${one.urgency}` }, URGENCY[one.urgency]),
        h("b", {}, [child, one.summary.district].filter(Boolean).join(" · ")),
        h("span", { class: "muted" }, `${time(one.requested_at)}请求 · ${REASONS[one.reason]}`),
        one.mine ? h("button", { type: "button", "aria-keyshortcuts": "Alt+B", onclick: () => bookingsOfVisitor(this.id) }, "对方的预约") : null),
      one.summary.red_flags.length ? h("p", { class: "overdue" }, `警示：${one.summary.red_flags.join("；")}`) : null,
      one.state === "waiting" ? h("button", { class: "primary", type: "button", onclick: () => this.#do("take") }, "接听") : null));
    this.#drawFoot(one.mine ? "mine" : one.state);
  }

  // Only when it becomes another one: taking the field out of the page for a moment would take the words from
  // whoever is typing in it.
  #drawFoot(kind) {
    if (this.footShown === kind) return;
    this.footShown = kind;
    fill(this.foot, kind === "mine" ? [
      this.reply,
      h("div", { class: "row" },
        h("button", { class: "primary", type: "button", onclick: () => this.send() }, "发送（Enter）"),
        h("button", { type: "button", onclick: () => this.close("given_back") }, "交还助手"),
        h("label", { class: "inline" }, "结果：", this.wrapUp),
        h("button", { type: "button", onclick: () => this.#end() }, "结束会话"))]
      : h("p", { class: "muted" }, kind === "waiting" ? "接听后助手保持安静，只有急救提醒会自动发出。" : "会话已结束。"));
  }

  #end() {
    if (this.wrapUp.value) return this.close(this.wrapUp.value);
    toast("先选一个结果，再结束。");
    this.wrapUp.focus();
  }

  #drawLines(items) {
    for (const item of items) {
      const safety = item.from === "assistant" && item.reply.handover && ["call120", "hospital_now"].includes(item.reply.urgency);
      const who = item.from === "caregiver" ? "家长" : item.from === "operator" ? "坐席" : safety ? "自动安全提醒" : "助手";
      const text = item.from === "assistant" ? item.reply.texts.join("\n") : item.text;
      this.lines.append(h("div", { class: `line ${item.from}${safety ? " safety" : ""}`, "data-seq": item.seq },
        h("span", { class: "meta" }, `${who} · ${time(item.created_at)}`), masked(text, (ref) => this.#reveal(ref))));
      if (item.from === "caregiver" && !ONLY_ASKS_FOR_PERSON.test(item.text)) this.asked = item.text;
    }
    if (!items.length) return;
    this.lines.scrollTop = this.lines.scrollHeight;
    if (this.asked) this.panel.now();
  }

  // On WeChat nobody sees a page: each line of the operator says whether the platform has taken it.
  #drawDeliveries(deliveries) {
    const atEnd = this.lines.scrollHeight - this.lines.scrollTop - this.lines.clientHeight < 40;
    for (const { seq, state, reason } of deliveries) {
      const line = this.lines.querySelector(`.line.operator[data-seq="${seq}"]`);
      const said = `${DELIVERIES[state]}${reason ? `：${reason}` : ""}`;
      if (!line || line.querySelector(".delivery")?.textContent === said) continue;
      line.querySelector(".delivery")?.remove();
      line.append(h("span", { class: `delivery ${state === "failed" ? "overdue" : "muted"}` }, said));
    }
    if (atEnd) this.lines.scrollTop = this.lines.scrollHeight;
  }

  async #reveal(reference) {
    const reason = await ask("查看个人信息", "为什么要看？（会记入审计）", 4);
    if (!reason) return;
    await post(`handovers/${this.id}/private`, { reference, reason }).then((shown) => showValue("个人信息", shown.value),
      (refused) => toast(refused.message));
  }

  async send() {
    const text = this.reply.value.trim();
    if (!text || this.sending) return;
    this.sending = true;
    // The id stays with the words until they have arrived, so that a second try does not say them twice.
    this.pending = this.pending?.text === text ? this.pending : { text, id: crypto.randomUUID() };
    try {
      await post(`handovers/${this.id}/messages`, { text, client_message_id: this.pending.id, entry_id: this.taken?.entry_id ?? null });
      if (this.taken && this.taken.text !== text) this.panel.report("edited", this.taken.entry_id, text);
      this.reply.value = "";
      this.taken = this.pending = null;
      this.#keep();
      await this.load();
    } catch (refused) {
      toast(refused.message);
    } finally {
      this.sending = false;
    }
  }

  async close(wrapUp) {
    const plan = { wrap_up: wrapUp };
    if (wrapUp === "follow_up") {
      plan.follow_up = await askDue("安排回访", { withWords: true }).catch((refused) => toast(refused.message));
      if (!plan.follow_up) return;
    }
    await this.#do("close", plan);
  }

  async #do(what, body = {}) {
    try {
      await post(`handovers/${this.id}/${what}`, body);
      if (what === "close") { localStorage.removeItem(DRAFT + this.id); location.hash = "#/inbox"; return; }
      await this.load();
      this.reply.focus();
    } catch (refused) {
      toast(refused.status === 409 ? "已经被别的坐席接听或已结束。" : refused.message);
      await this.load();
    }
  }

  #keep() {
    if (this.reply.value) localStorage.setItem(DRAFT + this.id, this.reply.value);
    else localStorage.removeItem(DRAFT + this.id);
  }
}

function masked(text, reveal) {
  return text.split(/(〔[^〕:]+:[0-9a-f]{12}〕)/).map((part) => {
    const found = part.match(/^〔([^〕:]+):([0-9a-f]{12})〕$/);
    return found ? h("button", { type: "button", title: "已遮住，点开要写理由", onclick: () => reveal(found[2]) }, `${found[1]}●●●●`) : part;
  });
}
