// When somebody is to be called back: a day that people say (today, tomorrow, the next working day) and an hour.

import { get } from "./api.js";
import { h, wuxi } from "./dom.js";

const FIRST_HOUR = 8;
const LAST_HOUR = 21;
const USUAL = "09:00";
const TIMES = Array.from({ length: (LAST_HOUR - FIRST_HOUR) * 2 + 1 }, (_, half) =>
  `${String(FIRST_HOUR + Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`);
const OTHER = "other";

// Fields for a due time; `value()` gives it with its time zone, or null and a word on what is missing.
export async function dueFields() {
  const days = await get("follow-ups/days");
  const name = `day-${crypto.randomUUID()}`;
  const radio = (value, label) => h("label", { class: "inline" }, h("input", { type: "radio", name, value, onchange: () => changed() }), label);
  const hour = h("select", { "aria-label": "几点" }, TIMES.map((at) => h("option", {}, at)));
  const date = h("input", { type: "date", min: days.today, "aria-label": "哪一天", hidden: true, onchange: () => changed() });
  const wrong = h("p", { class: "error", role: "alert" });
  const group = h("div", { role: "radiogroup", "aria-label": "哪天回访" },
    radio(days.today, `今天（${spoken(days.today)}）`), radio(days.tomorrow, `明天（${spoken(days.tomorrow)}）`),
    // Mostly the same day as tomorrow; both stay, so that each is always in its place.
    radio(days.next_working_day, `下个工作日（${spoken(days.next_working_day)}）`), radio(OTHER, "别的日子"), date);

  const chosen = () => {
    const value = group.querySelector("input:checked")?.value;
    return value === OTHER ? date.value : value;
  };
  const changed = () => {
    date.hidden = group.querySelector("input:checked")?.value !== OTHER;
    const day = chosen();
    const now = clockOfWuxi();
    [...hour.options].forEach((option) => { option.disabled = day === days.today && option.value <= now; });
    if (hour.selectedOptions[0]?.disabled || !hour.value) hour.value = [...hour.options].find((option) => !option.disabled)?.value ?? "";
    wrong.textContent = "";
  };
  const [today, tomorrow] = group.querySelectorAll("input");
  today.disabled = clockOfWuxi() >= TIMES.at(-1);
  tomorrow.checked = true;
  hour.value = USUAL;
  changed();
  return {
    node: h("div", {}, group, h("label", { class: "inline" }, "几点", hour), wrong),
    value() {
      const day = chosen();
      if (day && hour.value) return wuxi(`${day}T${hour.value}`);
      wrong.textContent = day ? "今天已经晚了，请选明天或以后。" : "请选一个日子。";
      return null;
    },
  };
}

// Asks what is to be done, when, and for a note; or for the time alone. Gives null when it is called off.
export async function askDue(title, { withWords = false } = {}) {
  const due = await dueFields();
  return new Promise((done) => {
    const subject = h("input", { required: true, maxlength: 1000 });
    const note = h("textarea", { rows: 2, maxlength: 1000 });
    let given = null;
    const box = h("dialog", { class: "wide", "aria-label": title },
      h("form", { onsubmit: (event) => {
        event.preventDefault();
        const at = due.value();
        if (!at) return;
        given = { due_at: at, ...(withWords ? { subject: subject.value, note: note.value } : {}) };
        box.close();
      } }, h("h2", {}, title), withWords ? h("label", {}, "回访什么", subject) : null, due.node,
        withWords ? h("label", {}, "备注（给打电话的人看，可以不填）", note) : null,
        h("div", { class: "row" }, h("button", { class: "primary", type: "submit" }, "确定"),
          h("button", { type: "button", onclick: () => box.close() }, "取消"))));
    box.addEventListener("close", () => { box.remove(); done(given); });
    document.body.append(box);
    box.showModal();
    (withWords ? subject : box.querySelector("input:checked")).focus();
  });
}

function clockOfWuxi() {
  return new Date(Date.now() + 8 * 3600000).toISOString().slice(11, 16);
}

function spoken(day) {
  return new Intl.DateTimeFormat("zh-CN", { timeZone: "UTC", month: "numeric", day: "numeric", weekday: "short" }).format(new Date(`${day}T00:00:00Z`));
}
