// The supervisor's numbers of one day.

import { get } from "./api.js";
import { fill, h, URGENCY } from "./dom.js";

const CHANNELS = { widget: "网页", wechat: "微信" };
const USES = { shown: "只看", taken: "采用", edited: "改后用", rejected: "不合适" };

export async function show(root) {
  const day = h("input", { type: "date", "aria-label": "日期" });
  const place = h("div", {});
  const file = h("a", { href: "/api/v1/operator/numbers.csv" }, "导出 CSV");
  async function load() {
    const query = day.value ? `?day=${day.value}` : "";
    file.href = `/api/v1/operator/numbers.csv${query}`;
    const found = await get(`numbers${query}`);
    day.value = found.day;
    const sum = (of) => Object.values(of).reduce((total, value) => total + value, 0);
    const share = (value) => (value === null ? "—" : `${Math.round(value * 100)}%`);
    const wait = (seconds) => (seconds === null ? "—" : `${Math.round(seconds / 6) / 10}分钟`);
    fill(place, h("div", { class: "figures" },
      figure("家长消息", sum(found.messages)), figure("助手答上", share(found.answered_share)),
      figure("没有好答案", found.unanswered), figure("转人工", `${found.taken}/${found.handovers}`, "接听/请求"),
      figure("等候中位", wait(found.wait_seconds_median), `最长${wait(found.wait_seconds_longest)}`),
      figure("满意", share(found.satisfaction), `${found.helpful}有用 ${found.not_helpful}没用`),
      figure("没能送达", sum(found.undelivered), "发给家长的消息")),
    h("div", { class: "charts" },
      bars("渠道（消息数）", named(found.messages, CHANNELS)), bars("就医警示（消息数）", named(found.red_flags, URGENCY, ["none"])),
      bars("主题（回答数）", named(found.topics, found.topic_names).slice(0, 10)), bars("坐席建议", named(found.suggestions, USES)),
      bars("问得最多", found.top_entries.map((one) => [one.title, one.count]))));
  }
  day.addEventListener("change", load);
  fill(root, h("h1", {}, "今日数字"), h("div", { class: "row" }, h("label", { class: "inline" }, "日期", day), file), place);
  await load();
}

const named = (of, names, without = []) => Object.entries(of).filter(([key]) => !without.includes(key))
  .map(([key, value]) => [names[key] ?? key, value]);

function figure(name, value, note = "") {
  return h("div", { class: "card figure" }, h("span", { class: "muted" }, name), h("b", {}, String(value)), h("span", { class: "meta" }, note));
}

function bars(title, rows) {
  if (!rows.length) return h("section", { class: "card" }, h("h2", {}, title), h("p", { class: "muted" }, "没有数据。"));
  const most = Math.max(...rows.map(([, value]) => value), 1);
  const svg = draw("svg", { viewBox: `0 0 560 ${rows.length * 26}`, width: "100%", role: "img",
    "aria-label": `${title}：${rows.map(([name, value]) => `${name} ${value}`).join("，")}` });
  rows.forEach(([name, value], row) => {
    const top = row * 26;
    const shown = name.length > 14 ? `${name.slice(0, 13)}…` : name;
    svg.append(draw("text", { x: 0, y: top + 17 }, shown), draw("rect", { x: 200, y: top + 5, height: 16, width: Math.max(2, (value / most) * 300), rx: 3 }),
      draw("text", { x: 208 + (value / most) * 300, y: top + 17 }, String(value)));
  });
  return h("section", { class: "card" }, h("h2", {}, title), svg);
}

function draw(tag, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  if (text !== undefined) node.textContent = text;
  return node;
}
