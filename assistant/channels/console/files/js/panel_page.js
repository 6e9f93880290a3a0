// Beside a telephone call: what the caller says on the left, suggestions on the right.

import { post } from "./api.js";
import { changeBooking } from "./change_booking.js";
import { fill, h, toast } from "./dom.js";
import { Panel } from "./panel.js";

const KEPT = "console-call";

export function show(root, { live }) {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  const said = h("textarea", { id: "said", rows: 9, maxlength: 20000, "aria-keyshortcuts": "/", value: kept.text ?? "" });
  const age = h("input", { id: "age", class: "small", type: "number", min: 0, max: 83, value: kept.age ?? "" });
  const district = h("input", { id: "district", class: "small", maxlength: 20, value: kept.district ?? "" });
  const answer = h("textarea", { id: "answer", rows: 7, maxlength: 2000 });
  const source = h("p", { class: "meta" });
  let taken = null;

  const panel = new Panel({
    question: () => ({ text: said.value, ...(age.value === "" ? {} : { age_months: Number(age.value) }),
      ...(district.value ? { district: district.value } : {}) }),
    onTake: (one) => {
      taken = one;
      answer.value = one.text;
      source.textContent = `${one.basis ? "依据" : "来源"}：${one.source}；核对${one.checked_on}`;
    },
  });

  // What was heard stands grey in the fields; what is typed there counts instead.
  panel.node.addEventListener("drawn", () => {
    age.placeholder = panel.shown.age_months === null ? "" : `听到${panel.shown.age_months}`;
    district.placeholder = panel.shown.district ?? "";
  });

  const changed = () => {
    if (said.value) back.hidden = true;
    sessionStorage.setItem(KEPT, JSON.stringify({ text: said.value, age: age.value, district: district.value }));
    panel.later();
  };
  said.addEventListener("input", changed);
  district.addEventListener("input", changed);
  age.addEventListener("input", () => { sessionStorage.setItem(KEPT, JSON.stringify({ text: said.value, age: age.value, district: district.value })); panel.now(); });

  async function copy() {
    if (!taken && panel.shown?.answers.length) panel.take(0);
    if (!answer.value) return;
    await navigator.clipboard?.writeText(answer.value).catch(() => { answer.select(); document.execCommand("copy"); });
    if (taken && answer.value !== taken.text) panel.report("edited", taken.entry_id, answer.value);
    toast("已复制。");
  }

  // What Esc cleared by mistake can be had back until something new is typed.
  let cleared = null;
  const back = h("button", { type: "button", hidden: true, onclick: () => {
    [said.value, age.value, district.value, answer.value] = cleared;
    back.hidden = true;
    changed();
    panel.now();
  } }, "找回刚才的");

  function clear() {
    if (said.value) cleared = [said.value, age.value, district.value, answer.value];
    back.hidden = !cleared;
    age.placeholder = district.placeholder = "";
    said.value = age.value = district.value = answer.value = source.textContent = "";
    taken = null;
    sessionStorage.removeItem(KEPT);
    panel.clear();
    said.focus();
  }

  async function propose() {
    if (!answer.value.trim()) return toast("先采用一条答案，改好再交。");
    if (taken && answer.value !== taken.text) await panel.report("edited", taken.entry_id, answer.value);
    try {
      await post("drafts", { question: said.value.slice(0, 2000) || answer.value.slice(0, 200), text: answer.value, entry_id: taken?.entry_id ?? null });
      toast("已交给内容编辑。");
    } catch (refused) {
      toast(refused.message);
    }
  }

  function keys(event) {
    if (document.querySelector("dialog[open]")) return;
    const typing = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
    const digit = /^[123]$/.test(event.key) || /^Digit[123]$/.test(event.code);
    if (digit && (!typing || event.altKey) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      panel.take(Number((event.code || event.key).slice(-1)) - 1);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target !== answer && !["BUTTON", "A"].includes(event.target.tagName)) {
      event.preventDefault();
      copy();
    } else if (event.altKey && event.code === "KeyB") {
      event.preventDefault();
      changeBooking();
    } else if (event.key === "/" && !typing) {
      event.preventDefault();
      said.focus();
    } else if (event.key === "Escape") {
      clear();
    }
  }
  document.addEventListener("keydown", keys);

  const heard = (event) => { said.value = `${said.value}${said.value ? "\n" : ""}${event.detail.text}`; changed(); };
  live?.addEventListener("line", heard);

  fill(root, h("h1", {}, "来电建议"), h("div", { class: "columns" },
    h("div", {},
      h("div", { class: "card" },
        h("label", {}, "来电人说", said),
        h("div", { class: "row" }, h("label", {}, "孩子月龄", age), h("label", {}, "区", district),
          h("button", { type: "button", onclick: clear }, "清空（Esc）"),
          h("button", { type: "button", "aria-keyshortcuts": "Alt+B", onclick: () => changeBooking() }, "查改预约"), back),
        h("p", { class: "meta" }, "1/2/3 采用（输入框里按 Alt+数字） · Enter 复制 · / 回到输入 · Esc 清空 · Alt+B 查改预约")),
      h("div", { class: "card" },
        h("label", {}, "要说的话（可改）", answer), source,
        h("div", { class: "row" }, h("button", { class: "primary", type: "button", onclick: copy }, "复制（Enter）"),
          h("button", { type: "button", onclick: propose }, "交给编辑")))),
    panel.node));
  said.focus();
  if (said.value) panel.now();
  return () => { document.removeEventListener("keydown", keys); live?.removeEventListener("line", heard); };
}
