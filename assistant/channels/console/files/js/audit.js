// Who did what to what.

import { leave } from "./api.js";
import { fill, h, time } from "./dom.js";

export async function show(root) {
  const rows = h("tbody", {});
  const more = h("button", { type: "button", onclick: () => load() }, "更早的");
  let before = null;
  async function load() {
    const response = await fetch(`/api/v1/audit?limit=100${before ? `&before=${before}` : ""}`);
    if (response.status === 401) return leave();
    const page = (await response.json()).rows;
    before = page.at(-1)?.id;
    more.hidden = page.length < 100;
    rows.append(...page.map((one) => h("tr", {}, h("td", {}, time(one.at)), h("td", {}, one.actor), h("td", {}, one.action),
      h("td", {}, one.subject), h("td", { class: "meta" }, Object.entries(one.detail).map(([name, value]) => `${name}=${value}`).join(" ")))));
  }
  fill(root, h("h1", {}, "审计记录"), h("div", { class: "card" }, h("table", {}, h("thead", {}, h("tr", {},
    ["时间", "谁", "做了什么", "对象", "详情"].map((name) => h("th", { scope: "col" }, name)))), rows), more));
  await load();
}
