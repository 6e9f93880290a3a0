// Answers that operators propose to the content editors.

import { get, post } from "./api.js";
import { ask, fill, h, time, toast } from "./dom.js";

const STATES = { open: "待处理", accepted: "已采用", rejected: "已退回" };

export async function show(root, { me }) {
  const { drafts } = await get("drafts");
  const decide = async (one, accepted) => {
    const note = await ask(accepted ? "采用" : "退回", accepted ? "写入了哪一条" : "为什么");
    if (note === null) return;
    try { await post(`drafts/${one.id}`, { accepted, note }); await show(root, { me }); } catch (refused) { toast(refused.message); }
  };
  fill(root, h("h1", {}, "坐席交来的草稿"),
    h("p", { class: "muted" }, "采用只是记下决定；改条目仍在知识库文件里，改完运行 assistant index。"),
    drafts.length ? drafts.map((one) => h("article", { class: "card" },
      h("h2", {}, one.question), h("p", {}, one.text),
      h("p", { class: "meta" }, `${time(one.created_at)} ${one.created_by} · 原条目 ${one.entry_id || "无"} · ${STATES[one.state]}${one.decided_by ? `（${one.decided_by}：${one.note}）` : ""}`),
      one.state === "open" && me.roles.includes("editor") ? h("div", { class: "row" },
        h("button", { class: "primary", type: "button", onclick: () => decide(one, true) }, "采用"),
        h("button", { type: "button", onclick: () => decide(one, false) }, "退回")) : null))
      : h("p", { class: "muted" }, "没有草稿。"));
}
