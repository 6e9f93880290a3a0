// Accounts: who may do what.

import { get, patch, post } from "./api.js";
import { fill, h, time, toast } from "./dom.js";

const ROLES = { operator: "坐席", editor: "编辑", administrator: "管理员", auditor: "审计" };

export async function show(root) {
  const list = h("tbody", {});
  async function act(work, said) {
    try { await work(); toast(said); await load(); } catch (refused) { toast(refused.message); await load(); }
  }
  async function load() {
    const { accounts } = await get("accounts");
    fill(list, accounts.map((one) => row(one, act)));
  }
  const form = h("form", { class: "card", onsubmit: (event) => {
    event.preventDefault();
    const given = new FormData(form);
    act(async () => {
      await post("accounts", { name: given.get("name"), password: given.get("password"), roles: given.getAll("roles") });
      form.reset();
    }, "已新建。");
  } }, h("h2", {}, "新账号"), h("label", {}, "登录名", h("input", { name: "name", required: true, maxlength: 64 })),
    h("label", {}, "初始密码（至少12位）", h("input", { name: "password", type: "password", required: true, minlength: 12, autocomplete: "new-password" })),
    h("fieldset", {}, h("legend", {}, "权限"), Object.entries(ROLES).map(([value, label]) => h("label", { class: "inline" },
      h("input", { type: "checkbox", name: "roles", value }), label))),
    h("button", { class: "primary", type: "submit" }, "新建"));
  fill(root, h("h1", {}, "账号"), h("div", { class: "columns" }, form, h("div", { class: "card" }, h("table", {},
    h("thead", {}, h("tr", {}, ["登录名", "权限", "状态", ""].map((name) => h("th", { scope: "col" }, name || h("span", { class: "meta" }, "操作"))))), list))));
  await load();
}

function row(one, act) {
  const change = (body, said) => act(() => patch(`accounts/${one.id}`, body), said);
  return h("tr", {}, h("td", {}, one.name, h("div", { class: "meta" }, time(one.created_at))),
    h("td", {}, Object.entries(ROLES).map(([role, label]) => h("label", { class: "inline" }, h("input", { type: "checkbox",
      checked: one.roles.includes(role), onchange: (event) => change({ roles: event.target.checked ? [...one.roles, role] : one.roles.filter((has) => has !== role) }, "权限已改，该账号要重新登录。") }), label))),
    h("td", {}, [one.enabled ? "启用" : "停用", one.locked ? "已锁定" : null, one.has_second_factor ? "有第二重验证" : null].filter(Boolean).join("、")),
    h("td", {}, h("div", { class: "row" },
      h("button", { type: "button", onclick: () => change({ enabled: !one.enabled }, one.enabled ? "已停用。" : "已启用。") }, one.enabled ? "停用" : "启用"),
      h("button", { type: "button", onclick: () => reset(one, change) }, "重设密码"),
      one.has_second_factor ? h("button", { type: "button", onclick: () => change({ reset_second_factor: true }, "已取消第二重验证。") }, "取消第二重验证") : null)));
}

function reset(one, change) {
  const field = h("input", { type: "password", required: true, minlength: 12, autocomplete: "new-password" });
  const box = h("dialog", { "aria-label": "重设密码" }, h("form", { method: "dialog", onsubmit: () => change({ password: field.value }, "密码已重设，该账号要重新登录。") },
    h("h2", {}, `给${one.name}重设密码`), h("label", {}, "新密码（至少12位）", field),
    h("div", { class: "row" }, h("button", { class: "primary", type: "submit" }, "重设"), h("button", { type: "button", onclick: () => box.close() }, "取消"))));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
