// Booking a sitting: what it needs, why, and the parent's yes; then the seat or the waiting list.

import { Refused } from "./api";
import { kindOf, makeCard, period, type Surroundings } from "./cards";
import type { Card } from "./contract";
import { button, element } from "./dom";
import type { Sheet } from "./sheets";

/** Calls in the conversation's name. */
export type Ask = <T>(method: string, address: string, body?: unknown) => Promise<T>;

interface Consent {
  version: string;
  text: string;
}

interface Booked {
  booking: Record<string, unknown>;
  text: string;
}

/** Return the form for one sitting; `done` gets the booking's sentence and card. */
export function bookingForm(session: Card, consent: Consent, around: Surroundings, ask: Ask, done: (text: string, card: Card) => void, leave: () => void): Sheet {
  const { words } = around;
  const needsPhone = session["kind"] === "home_visit";
  const nickname = element("input", { type: "text", maxlength: "20", required: "", autocomplete: "off" });
  const birth = element("input", { type: "month", required: "", placeholder: "2025-03", pattern: "[0-9]{4}-[0-9]{2}" });
  const phone = element("input", { type: "tel", maxlength: "20", autocomplete: "tel", ...(needsPhone ? { required: "" } : {}) });
  const agree = element("input", { type: "checkbox", required: "" });
  const status = element("p", { role: "alert" });
  const submit = element("button", { type: "submit", class: "action strong", text: words.bookNow });
  const requestId = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const send = async (waitlist: boolean): Promise<void> => {
    submit.disabled = true;
    const body = { session_id: session["id"], nickname: nickname.value.trim(), birth_month: birth.value, consent_version: consent.version, phone: phone.value.trim(), waitlist, client_request_id: `${requestId}${waitlist ? "-w" : ""}` };
    try {
      const { booking, text } = await ask<Booked>("POST", "/api/v1/bookings", body);
      done(text, { ...booking, type: "booking" });
    } catch (problem) {
      status.textContent = problem instanceof Refused ? problem.message : words.bookingFailed;
      if (problem instanceof Refused && problem.code === "session_full") status.append(" ", button(words.joinWaitlist, { class: "small" }, () => { void send(true); }));
    } finally {
      submit.disabled = false;
    }
  };
  const form = element(
    "form",
    { class: "booking-form" },
    field(words.nickname, nickname),
    field(words.birthMonth, birth),
    field(needsPhone ? words.phoneNeeded : words.phone, phone),
    element("p", { class: "quiet", text: consent.text }),
    element("label", { class: "row" }, agree, words.agree),
    status,
    element("div", { class: "actions" }, submit, button(words.cancelForm, { class: "action" }, leave)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(false);
  });
  const title = `${words.bookTitle}：${kindOf(session, words)} ${period(session["starts_at"], session["ends_at"])}`;
  const root = element("section", { class: "sheet", role: "group", "aria-label": title }, element("h2", { text: title }), form);
  return { root, first: nickname };
}

/** What has to be agreed to before booking. */
export async function readConsent(ask: Ask): Promise<Consent> {
  return (await ask<{ consent: Consent }>("GET", "/api/v1/guidance-sessions?limit=1")).consent;
}

/** Return this conversation's bookings, to be looked at. */
export async function myBookings(around: Surroundings, ask: Ask, leave: () => void): Promise<Sheet> {
  const { words } = around;
  const { bookings } = await ask<{ bookings: Record<string, unknown>[] }>("GET", "/api/v1/bookings");
  const first = button(words.close, { class: "action" }, leave);
  const root = element("section", { class: "sheet", role: "group", "aria-label": words.myBookings }, element("h2", { text: words.myBookings }));
  for (const booking of bookings) {
    const card = makeCard({ ...booking, type: "booking" }, around);
    if (card) root.append(card);
  }
  if (!bookings.length) root.append(element("p", { text: words.noBookings }));
  root.append(element("div", { class: "actions" }, first));
  return { root, first };
}

function field(label: string, input: HTMLElement): HTMLElement {
  return element("label", {}, element("span", { text: label }), input);
}
