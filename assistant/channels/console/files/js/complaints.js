// Complaints and reports: intake for a caller, the list by deadline, one in detail.

import { get, post } from "./api.js";
import { ask, fill, h, showValue, time, toast } from "./dom.js";

const KINDS = { complaint: "投诉", report: "举报" };
const STATES = { received: "已收到", forwarded: "已转办", answered: "已答复", closed: "已办结" };
const ACTIONS = { ...STATES, noted: "备注", file_added: "补充材料" };
const DISTRICTS = ["梁溪区", "锡山区", "惠山区", "滨湖区", "新吴区", "江阴市", "宜兴市", "经开区", "不清楚"];

export async function show(root, { rest }) {
  if (rest[0]) return detail(root, rest[0]);
  const list = h("tbody", {});
  const taken = h("p", { role: "status" });
  async function load() {
    const { complaints } = await get("complaints");
    fill(list, !complaints.length && h("tr", {}, h("td", { colspan: 6, class: "muted" }, "没有。")), complaints.map((one) => h("tr", {},
      h("td", {}, h("a", { href: `#/complaints/${one.id}` }, one.institution)), h("td", {}, KINDS[one.kind]),
      h("td", {}, one.district), h("td", {}, STATES[one.state]),
      h("td", { class: one.is_overdue ? "overdue" : "" }, `${one.is_overdue ? "已过期：" : ""}${time(one.due_at)}`),
      h("td", {}, one.is_anonymous ? "匿名" : "留有联系方式"))));
  }
  fill(root, h("h1", {}, "投诉举报"), h("div", { class: "columns" }, intake(async (body) => {
    try {
      const { code, message } = await post("complaints", body);
      fill(taken, message, h("span", { class: "code" }, ` ${code}`));
      await load();
      return true;
    } catch (refused) { toast(refused.message); return false; }
  }, taken), h("div", { class: "card" }, h("table", {}, h("caption", { class: "muted" }, "按期限排序；点名到您的不在这里"),
    h("thead", {}, h("tr", {}, ["机构", "类别", "区", "状态", "期限", "来源"].map((name) => h("th", { scope: "col" }, name)))), list))));
  await load();
}

function intake(submit, taken) {
  const form = h("form", { class: "card", onsubmit: async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    given.named = given.named.split(/[,，、\s]+/).filter(Boolean);
    if (await submit(given)) form.reset();
  } }, h("h2", {}, "替来电人登记"),
    h("label", {}, "类别", h("select", { name: "kind" }, Object.entries(KINDS).map(([value, label]) => h("option", { value }, label)))),
    h("label", {}, "机构", h("input", { name: "institution", required: true, minlength: 2, maxlength: 100 })),
    h("label", {}, "区（市）", h("select", { name: "district" }, DISTRICTS.map((name) => h("option", {}, name)))),
    h("label", {}, "经过", h("textarea", { name: "text", rows: 5, required: true, minlength: 5, maxlength: 4000 })),
    h("label", {}, "联系方式（匿名就不填）", h("input", { name: "contact", maxlength: 100 })),
    h("label", {}, "涉及的热线工作人员（登录名，可不填）", h("input", { name: "named", maxlength: 200 })),
    h("button", { class: "primary", type: "submit" }, "登记"), taken);
  return form;
}

async function detail(root, id) {
  const found = await get(`complaints/${id}`);
  const one = found.complaint;
  const note = h("textarea", { rows: 2, maxlength: 2000 });
  const answer = h("textarea", { rows: 2, maxlength: 2000, value: found.answer });
  const act = async (body) => {
    try { await post(`complaints/${id}/steps`, body); await detail(root, id); } catch (refused) { toast(refused.message); }
  };
  fill(root, h("h1", {}, `${KINDS[one.kind]}：${one.institution}`),
    h("p", {}, h("a", { href: "#/complaints" }, "返回列表")),
    h("div", { class: "columns" }, h("div", {}, h("div", { class: "card" },
      h("p", { class: one.is_overdue ? "overdue" : "muted" }, `${one.district} · ${STATES[one.state]} · 期限${time(one.due_at)} · ${time(one.received_at)}由${one.received_by === "caregiver" ? "本人" : one.received_by}提交`),
      h("p", {}, found.text),
      one.delete_on ? h("p", { class: "muted" }, `已办结，${one.delete_on}连同材料自动删除。`) : null,
      found.files.length ? h("ul", { class: "plain" }, found.files.map((file) => h("li", {},
        h("a", { href: `/api/v1/operator/complaints/${id}/files/${file.id}` }, file.name), ` ${Math.ceil(file.size / 1024)} KB`))) : null,
      one.is_anonymous ? h("p", { class: "muted" }, "匿名，没有联系方式。") : h("button", { type: "button", onclick: async () => {
        const reason = await ask("查看联系方式", "为什么要看？（会记入审计）", 4);
        if (reason) post(`complaints/${id}/contact`, { reason }).then((shown) => showValue("联系方式", shown.value), (refused) => toast(refused.message));
      } }, "看联系方式")),
    one.state === "closed" ? null : h("div", { class: "card" }, h("label", {}, "内部备注", note), h("label", {}, "给反映人的答复（凭查询码可见）", answer),
      h("div", { class: "row" },
        h("button", { type: "button", onclick: () => act({ note: note.value }) }, "只加备注"),
        h("button", { type: "button", onclick: () => act({ state: "forwarded", note: note.value }) }, `转${one.district}`),
        h("button", { class: "primary", type: "button", onclick: () => act({ state: "answered", note: note.value, answer: answer.value }) }, "答复"),
        h("button", { type: "button", onclick: () => act({ state: "closed", note: note.value, answer: answer.value }) }, "办结")))),
    h("div", { class: "card" }, h("h2", {}, "经过"), h("ul", { class: "plain" }, found.steps.map((step) => h("li", {},
      `${time(step.at)} ${step.author === "caregiver" ? "本人" : step.author} ${ACTIONS[step.action] ?? step.action}${step.note ? `：${step.note}` : ""}`))))));
}
