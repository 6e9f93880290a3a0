// Booking a guidance session for whoever is on the telephone or in the chat, while the talk goes on.

import { send } from "./api.js";
import { fill, h } from "./dom.js";

// Opens a dialog for one session; `conversationId` is that of a chat, null beside a telephone call.
export async function bookFor(session, conversationId) {
  const answered = h("div", { role: "status" });
  const refused = h("p", { class: "error", role: "alert" });
  const box = h("dialog", { class: "wide", "aria-label": "替对方预约" },
    h("h2", {}, "替对方预约"), answered);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  try {
    const { consent } = await send("GET", "/api/v1/guidance-sessions?limit=1");
    fill(answered, form(session, conversationId, consent, refused, (booked) => fill(answered, done(booked, box)), box));
    answered.querySelector("input").focus();
  } catch (error) {
    fill(answered, h("p", { class: "error", role: "alert" }, error.message), close(box));
  }
}

function form(session, conversationId, consent, refused, onBooked, box) {
  // The same id for every try of this dialog: pressing twice books once.
  const request = crypto.randomUUID();
  // A caller is known by their number, and a visit at home is settled by telephone.
  const needsPhone = !conversationId || session.fields.kind === "home_visit";
  let waitlist = false;
  const submit = h("button", { class: "primary", type: "submit" }, "预约");
  const onsubmit = async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    refused.textContent = "";
    submit.disabled = true;
    try {
      onBooked(await send("POST", "/api/v1/bookings", { session_id: session.id, nickname: given.nickname,
        birth_month: given.birth_month, phone: given.phone, consent_version: consent.version, waitlist,
        client_request_id: waitlist ? `${request}-w` : request,
        ...(conversationId ? { conversation_id: conversationId } : {}) }));
    } catch (error) {
      refused.textContent = error.message;
      if (error.code === "session_full") {
        waitlist = true;
        submit.textContent = "排候补";
      }
    } finally {
      submit.disabled = false;
    }
  };
  return h("form", { onsubmit }, h("p", {}, session.detail),
    h("label", {}, "宝宝小名（不用全名）", h("input", { name: "nickname", required: true, maxlength: 20, autocomplete: "off" })),
    h("label", {}, "出生年月（如2025-03）", h("input", { name: "birth_month", required: true, pattern: "20\\d\\d-(0[1-9]|1[0-2])",
      maxlength: 7, inputmode: "numeric", autocomplete: "off" })),
    h("label", {}, needsPhone ? "手机号" : "手机号（可以不填）",
      h("input", { name: "phone", required: needsPhone, maxlength: 20, inputmode: "tel", autocomplete: "off" })),
    h("p", { class: "meta" }, `念给对方听：${consent.text}`),
    h("label", { class: "wraps" }, h("input", { type: "checkbox", required: true }), " 已经念过，对方同意"),
    refused, h("div", { class: "row" }, submit, close(box, "不约了")));
}

function done({ booking, text }, box) {
  return h("div", {}, h("p", {}, text), h("p", { class: "code" }, booking.code),
    h("p", {}, "请把预约码念给对方：改约、取消、别人代问，都凭预约码和手机号后四位。"), close(box));
}

function close(box, label = "关闭") {
  return h("button", { type: "button", onclick: () => box.close() }, label);
}
