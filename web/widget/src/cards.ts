// The cards of the contract. A type that is not known here is shown by the reply's texts alone.

import { element, icon, link } from "./dom";
import type { Card } from "./contract";
import { PHONE } from "./icons";
import { navigation, safeAddress, telephone } from "./links";
import type { Wording } from "./wording";

/** What cards need from the panel. */
export interface Surroundings {
  service: string;
  words: Wording;
  /** Ask for what a booking needs, and book. */
  book(session: Card): void;
}

type Maker = (card: Card, around: Surroundings) => HTMLElement | null;

const MAKERS: Record<string, Maker> = {
  answer: answerCard,
  institution: institutionCard,
  guidance_session: sessionCard,
  booking: bookingCard,
  emergency: emergencyCard,
  contact: contactCard,
};

export function makeCard(card: Card, around: Surroundings): HTMLElement | null {
  const maker = Object.prototype.hasOwnProperty.call(MAKERS, card.type) ? MAKERS[card.type] : undefined;
  return maker ? maker(card, around) : null;
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
}

function line(label: string, value: string): HTMLElement | null {
  return value ? element("p", { class: "fact" }, element("span", { class: "quiet", text: `${label}：` }), value) : null;
}

function lines(...texts: string[]): HTMLElement[] {
  return texts.filter((one) => one).map((one) => element("p", { text: one }));
}

function box(className: string, title: string, ...content: (Node | null)[]): HTMLElement {
  const made = element("div", { class: `card ${className}` });
  if (title) made.append(element("p", { class: "title", text: title }));
  for (const part of content) if (part) made.append(part);
  return made;
}

function actions(...content: (Node | null)[]): HTMLElement | null {
  const shown = content.filter((part): part is Node => part !== null);
  return shown.length ? element("div", { class: "actions" }, ...shown) : null;
}

function callLink(number: unknown, label: string, className: string): HTMLElement | null {
  const address = telephone(number);
  if (!address) return null;
  const made = link(address, "", className);
  made.append(icon(PHONE), element("span", { text: label }));
  return made;
}

function answerCard(card: Card, { service, words }: Surroundings): HTMLElement | null {
  const address = safeAddress(card["url"], service);
  const source = text(card["source"]);
  if (!address && !source) return null;
  const made = element("div", { class: "card answer" });
  if (address) made.append(link(address, `${words.readMore}：${text(card["title"])}`, "more"));
  if (source) {
    const checked = text(card["checked_on"]);
    const sources = element("ul", {}, ...source.split("；").map((one) => element("li", { text: one })));
    const summary = element("summary", { text: words.sources + (checked ? `（${words.checkedOn} ${checked}）` : "") });
    made.append(element("details", {}, summary, sources));
  }
  return made;
}

function institutionCard(card: Card, { service, words }: Surroundings): HTMLElement {
  const name = text(card["name"]);
  const address = text(card["address"]);
  const map = safeAddress(card["url"], service);
  const reasons = Array.isArray(card["reasons"]) ? card["reasons"].map(text).filter((reason) => reason) : [];
  const tags = element("ul", { class: "tags", "aria-label": words.why_ }, ...reasons.map((one) => element("li", { text: one })));
  return box(
    "institution",
    name,
    sample(card, words),
    ...lines(where(card, words)),
    reasons.length ? tags : null,
    line(words.ages, ages(card, words)),
    line(words.fee, fee(card)),
    line(words.placesFree, text(card["places_free"])),
    line(words.confirmedOn, text(card["confirmed_on"])),
    actions(
      callLink(card["phone"], words.call, "action"),
      address ? link(navigation(name, address), words.navigate, "action") : null,
      map ? link(map, words.map, "action") : null,
    ),
  );
}

function where(card: Card, words: Wording): string {
  const address = text(card["address"]) || text(card["area"]);
  const away = distance(card["distance_m"], words);
  return away ? `${address}（${away}）` : address;
}

function distance(metres: unknown, words: Wording): string {
  if (typeof metres !== "number") return "";
  return metres < 1000 ? `${Math.round(metres)}${words.metres}` : `${(metres / 1000).toFixed(1)}${words.kilometres}`;
}

function ages(card: Card, words: Wording): string {
  const range = card["age_range"] ?? card["age_months"];
  if (Array.isArray(range) && range.length === 2) return `${text(range[0])}～${text(range[1])}${words.monthsUnit}`;
  return text(range);
}

function fee(card: Card): string {
  const monthly = card["fee_yuan_per_month"];
  return typeof monthly === "number" ? `${monthly}元/月` : text(card["fee"]);
}

function sessionCard(card: Card, around: Surroundings): HTMLElement {
  const { words } = around;
  const kind = kindOf(card, words);
  const when = period(card["starts_at"], card["ends_at"]);
  const seats = card["seats_free"];
  const made = box(
    "session",
    text(card["title"]) || kind,
    sample(card, words),
    ...lines(text(card["title"]) ? kind : "", when, text(card["place"])),
    line(words.ages, sessionAges(card, words)),
    line(words.bring, text(card["bring"])),
    typeof seats === "number" ? line(words.seatsFree, seats > 0 ? String(seats) : words.noSeats) : null,
  );
  const book = element("button", { type: "button", class: "action", text: words.book, "aria-label": `${words.book}：${kind} ${when}` });
  book.addEventListener("click", () => { around.book(card); });
  made.append(element("div", { class: "actions" }, book));
  return made;
}

function bookingCard(card: Card, { service, words }: Surroundings): HTMLElement {
  const given = card["session"];
  const session: Card = typeof given === "object" && given !== null ? (given as Card) : { type: "", title: text(given) };
  const status = text(card["status"]);
  const ics = safeAddress(card["ics_url"], service);
  return box(
    "booking",
    text(card["status_name"]) || ((words.statuses as Record<string, string>)[status] ?? status),
    ...lines(text(session["title"]) || kindOf(session, words), period(session["starts_at"], session["ends_at"]), text(session["place"])),
    line(words.bookingCode, text(card["code"])),
    actions(ics ? link(ics, words.calendar, "action") : null),
  );
}

function emergencyCard(card: Card, { words }: Surroundings): HTMLElement {
  const steps = Array.isArray(card["steps"]) ? card["steps"].map(text).filter((step) => step) : [];
  const number = text(card["call"]) || "120";
  return box(
    "emergency",
    text(card["title"]),
    callLink(number, `${words.callNow} ${number}`, "call"),
    steps.length ? element("ol", {}, ...steps.map((step) => element("li", { text: step }))) : null,
  );
}

function contactCard(card: Card, { words }: Surroundings): HTMLElement {
  const phone = text(card["phone"]);
  const made = box("contact", text(card["name"]), text(card["hours"]) ? element("p", { class: "quiet", text: text(card["hours"]) }) : null);
  const call = callLink(phone, phone, "action");
  call?.setAttribute("aria-label", `${words.call} ${text(card["name"])} ${phone}`);
  if (call) made.append(call);
  return made;
}

/** Invented rows say so on every card, whatever their name. */
function sample(card: Card, words: Wording): HTMLElement | null {
  return card["is_sample"] === true ? element("p", { class: "quiet", text: words.sample }) : null;
}

function sessionAges(card: Card, words: Wording): string {
  const [from, until] = [card["min_age_months"], card["max_age_months"]];
  return typeof from === "number" && typeof until === "number" ? `${from}～${until}${words.monthsUnit}` : "";
}

export function kindOf(card: Card, words: Wording): string {
  if (text(card["kind_name"])) return text(card["kind_name"]);
  const kind = text(card["kind"]);
  return (words.kinds as Record<string, string>)[kind] ?? kind;
}

const DAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

/** A sitting's time as it is written, which is Wuxi's whatever the phone is set to: 11月28日（周六）9:30～11:00. */
export function period(starts: unknown, ends: unknown): string {
  const from = clock(starts);
  if (!from) return text(starts);
  const until = clock(ends);
  const day = DAYS[new Date(Date.UTC(from.year, from.month - 1, from.day)).getUTCDay()] ?? "";
  return `${from.month}月${from.day}日（${day}）${from.time}${until ? `～${until.time}` : ""}`;
}

function clock(instant: unknown): { year: number; month: number; day: number; time: string } | null {
  if (typeof instant !== "string") return null;
  const moment = new Date(instant).getTime();
  if (Number.isNaN(moment)) return null;
  const there = new Date(moment + 8 * 3_600_000); // Asia/Shanghai keeps UTC+8 all year
  const time = `${there.getUTCHours()}:${String(there.getUTCMinutes()).padStart(2, "0")}`;
  return { year: there.getUTCFullYear(), month: there.getUTCMonth() + 1, day: there.getUTCDate(), time };
}
