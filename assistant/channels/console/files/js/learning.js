// A week's questions without a good answer, and entries that operators keep editing.

import { get } from "./api.js";
import { fill, h } from "./dom.js";

export async function show(root) {
  const until = h("input", { type: "date", class: "inline", "aria-label": "截止日" });
  const place = h("div", {});
  const file = h("a", { href: "/api/v1/operator/learning.csv" }, "导出 CSV");
  async function load() {
    const query = until.value ? `?until=${until.value}` : "";
    file.href = `/api/v1/operator/learning.csv${query}`;
    const week = await get(`learning${query}`);
    until.value = week.until;
    fill(place, h("p", { class: "muted" }, `${week.since} 至 ${week.until}`), h("div", { class: "charts" },
      h("section", { class: "card" }, h("h2", {}, "没有好答案的问题"), week.unanswered.length ? h("table", {},
        h("thead", {}, h("tr", {}, ["次数", "其中来电", "例子"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, week.unanswered.map((one) => h("tr", {}, h("td", {}, String(one.count)), h("td", {}, String(one.by_telephone)),
          h("td", {}, one.examples.map((text) => h("div", {}, text))))))) : h("p", { class: "muted" }, "这一周没有。")),
      h("section", { class: "card" }, h("h2", {}, "坐席常改的条目"), week.edited.length ? h("table", {},
        h("thead", {}, h("tr", {}, ["条目", "改过", "不合适", "原样用"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, week.edited.map((one) => h("tr", {}, h("td", {}, h("a", { href: `/handbook/${one.entry_id}`, target: "_blank", rel: "noopener" }, one.title),
          one.examples.map((text) => h("div", { class: "meta" }, `改成：${text}`))), h("td", {}, String(one.edited)), h("td", {}, String(one.rejected)),
          h("td", {}, String(one.taken)))))) : h("p", { class: "muted" }, "这一周没有。"))));
  }
  until.addEventListener("change", load);
  fill(root, h("h1", {}, "待补问题"), h("div", { class: "row" }, h("label", { class: "inline" }, "截止日", until), file), place);
  await load();
}
