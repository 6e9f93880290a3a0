// Call-backs: what is due, notes, result; a number is shown only with a reason.

import { get, patch, post } from "./api.js";
import { ask, fill, h, showValue, time, toast } from "./dom.js";
import { askDue, dueFields } from "./due.js";

export async function show(root, { live }) {
  const list = h("div", {});
  const subject = h("input", { required: true, maxlength: 1000 });
  const due = await dueFields();
  const phone = h("input", { maxlength: 30, inputmode: "tel" });
  const consent = h("input", { type: "checkbox" });

  async function act(work) {
    try { await work(); await load(); } catch (refused) { toast(refused.message); }
  }

  async function load() {
    const { follow_ups } = await get("follow-ups");
    const open = follow_ups.filter((one) => one.state === "open");
    const groups = [["已到期", open.filter((one) => one.is_due)], ["还没到期", open.filter((one) => !one.is_due)],
      ["最近办结的", follow_ups.filter((one) => one.state !== "open")]];
    fill(list, follow_ups.length ? groups.filter(([, ones]) => ones.length).map(([title, ones]) => h("section", { "aria-label": title },
      h("h2", {}, `${title}（${ones.length}）`), ones.map((one) => card(one, act)))) : h("p", { class: "muted" }, "没有回访。"));
  }

  const form = h("form", { class: "card", onsubmit: (event) => {
    event.preventDefault();
    const at = due.value();
    if (!at) return;
    act(async () => {
      await post("follow-ups", { subject: subject.value, due_at: at, consent: consent.checked,
        ...(phone.value ? { phone: phone.value } : {}) });
      subject.value = phone.value = "";
      consent.checked = false;
    });
  } }, h("h2", {}, "新的回访"), h("label", {}, "什么事", subject), due.node,
    h("label", {}, "回电号码（可以不填）", phone),
    h("label", { class: "inline" }, consent, "本人同意按这个号码回电"),
    h("div", {}, h("button", { class: "primary", type: "submit" }, "加入")));

  // What others add or end, and what becomes due meanwhile, moves at once.
  const counts = () => `${live?.desk?.follow_ups_open} ${live?.desk?.follow_ups_due}`;
  let shown = counts();
  const onDesk = () => {
    if (counts() === shown) return;
    shown = counts();
    load().catch(() => null);
  };
  live?.addEventListener("desk", onDesk);

  fill(root, h("h1", {}, "回访"), h("div", { class: "columns" }, form, list));
  await load();
  return () => live?.removeEventListener("desk", onDesk);
}

function card(one, act) {
  const path = `follow-ups/${one.id}`;
  const open = one.state === "open";
  return h("article", { class: "card" },
    h("h3", {}, one.subject),
    h("p", { class: one.is_due ? "overdue" : "muted" }, `${one.is_due ? "已到期：" : ""}${time(one.due_at)} · ${one.created_by === "caregiver" ? "家长留言" : one.created_by}`,
      one.has_phone ? (one.consented ? " · 同意回电" : " · 未同意回电") : " · 没有号码",
      open ? "" : ` · ${one.state === "done" ? "已办结" : "已取消"}：${one.result}`),
    h("ul", { class: "plain" }, one.notes.map((note) => h("li", {}, `${time(note.at)} ${note.author}：${note.text}`))),
    open ? h("div", { class: "row" },
      h("button", { type: "button", onclick: async () => { const note = await ask("备注", "写什么"); if (note) act(() => patch(path, { note })); } }, "备注"),
      h("button", { type: "button", onclick: async () => { const moved = await askDue("改时间"); if (moved) act(() => patch(path, moved)); } }, "改时间"),
      one.has_phone && one.consented ? h("button", { type: "button", onclick: async () => {
        const reason = await ask("查看号码", "为什么要看？（会记入审计）", 4);
        if (reason) post(`${path}/phone`, { reason }).then((shown) => showValue("回电号码", shown.value), (refused) => toast(refused.message));
      } }, "看号码") : null,
      h("button", { class: "primary", type: "button", onclick: async () => { const result = await ask("办结", "结果"); if (result) act(() => patch(path, { state: "done", result })); } }, "办结"),
      h("button", { class: "danger", type: "button", onclick: async () => { const result = await ask("取消", "原因"); if (result) act(() => patch(path, { state: "cancelled", result })); } }, "取消")) : null);
}
