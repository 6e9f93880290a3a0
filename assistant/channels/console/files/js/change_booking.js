// Moving and cancelling for whoever is on the telephone or in the chat: found by its code, agreed to, then done.

import { get, send } from "./api.js";
import { fill, h } from "./dom.js";

const LIMIT = 50;
// With the weekday: that is what a family plans by.
const WHEN = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "short",
  hour: "2-digit", minute: "2-digit", hour12: false });

// Opens the dialog; `code` is that of a booking this operator made, else code and digits are asked for.
export function changeBooking(code = "") {
  new Change().start(code);
}

// Opens a list of what was booked in the conversation that this operator has.
export async function bookingsOfVisitor(handoverId) {
  const { box, place } = dialog("对方的预约");
  try {
    const { bookings } = await get(`handovers/${handoverId}/bookings`);
    fill(place, bookings.length ? h("ul", { class: "plain offers" }, bookings.map((one) => ofVisitor(one, box)))
      : h("p", {}, "这个会话里没有预约。对方在别处约的，凭预约码和手机号后四位可以查改。"),
      h("div", { class: "row" },
        h("button", { type: "button", onclick: () => { box.close(); changeBooking(); } }, "凭预约码查改"), closing(box)));
  } catch (refused) {
    fill(place, h("p", { class: "error", role: "alert" }, refused.message), closing(box));
  }
}

function ofVisitor(one, box) {
  const mine = one.is_open && one.code;
  return h("li", {},
    h("div", {}, h("b", {}, one.status_name), ` ${line(one.session)}`, one.nickname ? h("span", { class: "muted" }, ` · ${one.nickname}`) : null),
    mine ? h("button", { type: "button", "aria-label": `改约或取消：${one.session.title}`,
      onclick: () => { box.close(); changeBooking(one.code); } }, "改约／取消") : null,
    one.is_open && !mine ? h("div", { class: "meta" }, one.has_phone ? "改约、取消要对方报预约码和手机号后四位。"
      : "没有留手机号：请对方自己在对话里说“改约”或“取消预约”。") : null);
}

class Change {
  constructor() {
    ({ box: this.box, place: this.place } = dialog("查改预约"));
    this.refused = h("p", { class: "error", role: "alert" });
    this.box.append(this.refused);
    this.last4 = "";
  }

  start(code) {
    this.code = code;
    if (code) this.#look();
    else this.#ask();
  }

  #ask() {
    const code = h("input", { required: true, maxlength: 30, autocomplete: "off", value: this.code });
    const last4 = h("input", { pattern: "\\d{4}", maxlength: 4, inputmode: "numeric", autocomplete: "off", title: "4位数字" });
    this.#step(h("form", { onsubmit: (event) => {
      event.preventDefault();
      this.code = code.value.trim();
      this.last4 = last4.value;
      this.#look();
    } }, h("label", {}, "预约码", code), h("label", {}, "预约时手机号的后四位（自己代约的可以不填）", last4),
      h("p", { class: "meta" }, "只有手机号查不到预约。查、改、取消都记入审计；一小时最多试5次。"),
      h("div", { class: "row" }, h("button", { class: "primary", type: "submit" }, "查预约"), closing(this.box))));
    code.focus();
  }

  async #look() {
    const found = await this.#call("GET");
    if (found) this.#show(found);
    else if (!this.place.hasChildNodes()) this.#ask();
  }

  // Where the booking stands, and what can be done with it.
  #show({ booking, text }, said = "") {
    this.booking = booking;
    const open = ["booked", "waitlisted", "offered"].includes(booking.status);
    this.#step(said ? h("p", { class: "good" }, said) : null, h("p", {}, text),
      h("p", { class: "meta" }, `${booking.status_name} · 预约码 ${booking.code}${booking.nickname ? ` · ${booking.nickname}` : ""}`),
      h("div", { class: "row" },
        booking.status === "offered" ? this.#button("替对方确认名额", () => this.#confirm(
          `确认「${line(booking.session)}」的名额？`, "确认名额", "PATCH", { confirm: true }, "名额已经确认，请告诉对方。"), "primary") : null,
        open ? this.#button("改到别的场次", () => this.#choose()) : null,
        open ? this.#button("取消预约", () => this.#confirm(
          `取消「${line(booking.session)}」？空出的名额会给候补的家庭。请先向对方复述一遍。`,
          "确认取消", "DELETE", undefined, "已经取消，请告诉对方。"), "danger") : null,
        closing(this.box)));
  }

  async #choose() {
    this.refused.textContent = "";
    let found;
    try {
      const kind = encodeURIComponent(this.booking.session.kind);
      found = await send("GET", `/api/v1/guidance-sessions?kind=${kind}&free_seats=true&limit=${LIMIT}`);
    } catch (refused) {
      this.refused.textContent = refused.message;
      return;
    }
    const others = found.sessions.filter((one) => one.id !== this.booking.session.id);
    this.#step(h("p", {}, `现在：${line(this.booking.session)}`),
      others.length ? h("ul", { class: "plain offers scrolled", tabindex: 0, "aria-label": "可以改到的场次" }, others.map((one) => h("li", {},
        h("div", {}, line(one), h("span", { class: "muted" }, ` · ${one.min_age_months}～${one.max_age_months}个月 · 余${one.seats_free}个名额`)),
        h("button", { type: "button", "aria-label": `改到：${line(one)}`, onclick: () => this.#confirm(
          `从「${line(this.booking.session)}」改到「${line(one)}」？请先向对方复述一遍。`,
          "确认改约", "PATCH", { session_id: one.id }, "已经改好，请把新的时间地点告诉对方。") }, "改到这一场"))))
        : h("p", {}, "没有同类的、还有名额的场次。"),
      h("div", { class: "row" }, this.#back(), closing(this.box)));
  }

  // Nothing is done before this step.
  #confirm(question, label, method, body, said) {
    const act = this.#button(label, async () => {
      act.disabled = true;
      const done = await this.#call(method, body);
      act.disabled = false;
      if (done) this.#show(done, said);
    }, "primary");
    this.#step(h("p", {}, question), h("div", { class: "row" }, act, this.#back("先不改")));
    act.focus();
  }

  #back(label = "返回") {
    return this.#button(label, () => this.#look());
  }

  #button(label, onclick, kind = null) {
    return h("button", { type: "button", class: kind, onclick }, label);
  }

  #step(...nodes) {
    this.refused.textContent = "";
    fill(this.place, nodes);
    this.place.querySelector("button")?.focus();
  }

  async #call(method, body) {
    this.refused.textContent = "";
    const query = this.last4 ? `?phone_last4=${encodeURIComponent(this.last4)}` : "";
    try {
      return await send(method, `/api/v1/bookings/${encodeURIComponent(this.code)}${query}`, body);
    } catch (refused) {
      this.refused.textContent = refused.message;
      return null;
    }
  }
}

function line(session) {
  const where = session.place ? `${session.district}${session.place}` : `${session.district}（上门）`;
  return `${WHEN.format(new Date(session.starts_at))} ${session.title}，${where}`;
}

function dialog(title) {
  const place = h("div", { role: "status" });
  const box = h("dialog", { class: "wide", "aria-label": title }, h("h2", {}, title), place);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return { box, place };
}

function closing(box) {
  return h("button", { type: "button", onclick: () => box.close() }, "关闭");
}
