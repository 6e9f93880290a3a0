// Call-backs: what is due, notes, result; a number is shown only with a reason.

import { get, patch, post } from "./api.js";
import { ask, fill, h, inHours, showValue, time, toast, wuxi } from "./dom.js";

export async function show(root) {
  const list = h("div", {});
  const subject = h("input", { required: true, maxlength: 1000 });
  const due = h("input", { type: "datetime-local", required: true, value: inHours(24) });
  const phone = h("input", { maxlength: 30, inputmode: "tel" });
  const consent = h("input", { type: "checkbox" });

  async function act(work) {
    try { await work(); await load(); } catch (refused) { toast(refused.message); }
  }

  async function load() {
    const { follow_ups } = await get("follow-ups");
    fill(list, follow_ups.length ? follow_ups.map((one) => card(one, act)) : h("p", { class: "muted" }, "没有回访。"));
  }

  const form = h("form", { class: "card", onsubmit: (event) => {
    event.preventDefault();
    act(async () => {
      await post("follow-ups", { subject: subject.value, due_at: wuxi(due.value), consent: consent.checked,
        ...(phone.value ? { phone: phone.value } : {}) });
      subject.value = phone.value = "";
      consent.checked = false;
    });
  } }, h("h2", {}, "新的回访"), h("label", {}, "什么事", subject), h("label", {}, "什么时候之前", due),
    h("label", {}, "回电号码（可以不填）", phone),
    h("label", { class: "inline" }, consent, "本人同意按这个号码回电"),
    h("div", {}, h("button", { class: "primary", type: "submit" }, "加入")));
  fill(root, h("h1", {}, "回访"), h("div", { class: "columns" }, form, list));
  await load();
}

function card(one, act) {
  const path = `follow-ups/${one.id}`;
  const open = one.state === "open";
  return h("article", { class: "card" },
    h("h2", {}, one.subject),
    h("p", { class: one.is_due ? "overdue" : "muted" }, `${one.is_due ? "已到期：" : ""}${time(one.due_at)} · ${one.created_by === "caregiver" ? "家长留言" : one.created_by}`,
      one.has_phone ? (one.consented ? " · 同意回电" : " · 未同意回电") : " · 没有号码",
      open ? "" : ` · ${one.state === "done" ? "已办结" : "已取消"}：${one.result}`),
    h("ul", { class: "plain" }, one.notes.map((note) => h("li", {}, `${time(note.at)} ${note.author}：${note.text}`))),
    open ? h("div", { class: "row" },
      h("button", { type: "button", onclick: async () => { const note = await ask("备注", "写什么"); if (note) act(() => patch(path, { note })); } }, "备注"),
      h("button", { type: "button", onclick: () => act(() => patch(path, { due_at: wuxi(inHours(24)) })) }, "推后一天"),
      one.has_phone && one.consented ? h("button", { type: "button", onclick: async () => {
        const reason = await ask("查看号码", "为什么要看？（会记入审计）", 4);
        if (reason) post(`${path}/phone`, { reason }).then((shown) => showValue("回电号码", shown.value), (refused) => toast(refused.message));
      } }, "看号码") : null,
      h("button", { class: "primary", type: "button", onclick: async () => { const result = await ask("办结", "结果"); if (result) act(() => patch(path, { state: "done", result })); } }, "办结"),
      h("button", { class: "danger", type: "button", onclick: async () => { const result = await ask("取消", "原因"); if (result) act(() => patch(path, { state: "cancelled", result })); } }, "取消")) : null);
}
