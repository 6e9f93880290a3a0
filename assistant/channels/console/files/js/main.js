// The shell: who is logged in, the menu, the live stream, and which page is shown.

import { call, get, leave } from "./api.js";
import { Calling } from "./calling.js";
import { fill, h, inWords, redraw, time, toast, URGENCY } from "./dom.js";
import { Live } from "./live.js";
import { applyTheme, isDark, switchTheme } from "./theme.js";
import * as account from "./account.js";
import * as audit from "./audit.js";
import * as complaints from "./complaints.js";
import * as drafts from "./drafts.js";
import * as followUps from "./follow_ups.js";
import * as inbox from "./inbox.js";
import * as learning from "./learning.js";
import * as numbers from "./numbers.js";
import * as panel from "./panel_page.js";
import * as people from "./people.js";

const PAGES = [
  { path: "panel", title: "建议", roles: ["operator"], page: panel },
  { path: "inbox", title: "转人工", roles: ["operator"], page: inbox, count: (desk) => desk.handovers.filter((one) => one.state === "waiting").length },
  { path: "follow-ups", title: "回访", roles: ["operator"], page: followUps, count: (desk) => desk.follow_ups_due },
  { path: "complaints", title: "投诉举报", roles: ["operator", "administrator"], page: complaints },
  { path: "drafts", title: "草稿", roles: ["editor", "administrator"], page: drafts },
  { path: "learning", title: "待补问题", roles: ["editor", "administrator", "auditor"], page: learning },
  { path: "numbers", title: "数字", roles: ["administrator", "auditor"], page: numbers },
  { path: "people", title: "账号", roles: ["administrator"], page: people },
  { path: "audit", title: "审计", roles: ["administrator", "auditor"], page: audit },
  { path: "account", title: "我的账号", roles: ["operator", "editor", "administrator", "auditor"], page: account },
];

const view = document.getElementById("view");
let cleanUp = () => {};
let me;
let live;
let calling;

function allowed() {
  return PAGES.filter((page) => page.roles.some((role) => me.roles.includes(role)));
}

function drawMenu() {
  const [path] = location.hash.slice(2).split("/");
  redraw(document.getElementById("nav"), allowed().map((page) => {
    const count = live?.desk && page.count ? page.count(live.desk) : 0;
    return h("a", { href: `#/${page.path}`, "aria-current": page.path === path ? "page" : null }, page.title,
      count > 0 ? h("span", { class: "count", "aria-label": `${count}件` }, String(count)) : null);
  }), me.roles.some((role) => ["editor", "administrator"].includes(role)) ? h("a", { href: "/console/sites" }, "站点") : null);
}

function drawStatus() {
  const state = live && (live.connected ? (live.onDuty ? "在岗" : "离岗") : "断线，正在重连");
  redraw(document.getElementById("status"),
    live ? h("span", { id: "duty-state", class: live.connected ? "good" : "overdue" }, state) : null,
    live ? h("button", { type: "button", onclick: () => live.switchDuty() }, live.onDuty ? "离岗" : "上岗") : null,
    calling ? h("button", { type: "button", title: "有新的安全提醒、新的等候会话时响一声；点过页面以后才会响",
      onclick: () => { calling.switch(); drawStatus(); } }, calling.isOn ? "提示音开" : "提示音关") : null,
    h("button", { type: "button", onclick: () => { switchTheme(); drawStatus(); } }, isDark() ? "亮色" : "暗色"),
    h("span", { class: "muted" }, me.name),
    h("button", { type: "button", onclick: logOut }, "退出"));
}

function drawAlerts() {
  const unseen = live.desk.alerts.filter((alert) => !alert.seen_by);
  redraw(document.getElementById("alerts"), unseen.slice(0, 3).map((alert) => h("div", { class: "alert" },
    h("div", {}, h("strong", {}, `安全提醒：${URGENCY[alert.urgency]}`), ` ${time(alert.at)} · ${alert.rules.join("；")}`,
      h("div", { class: "meta" }, `家长的话：${inWords(alert.words)} · 已自动发出急救提示`)),
    h("div", { class: "row" },
      alert.handover_id ? h("a", { href: `#/inbox/${alert.handover_id}` }, "看会话") : null,
      h("button", { type: "button", "data-id": alert.id, onclick: () => live.markSeen(alert.id) }, "知道了")))));
}

async function logOut() {
  await call("DELETE", "session").catch(() => null);
  leave();
}

async function show() {
  const [path, ...rest] = location.hash.slice(2).split("/");
  const page = allowed().find((one) => one.path === path) ?? allowed()[0];
  cleanUp();
  drawMenu();
  cleanUp = () => {};
  try {
    cleanUp = (await page.page.show(view, { me, live, rest: rest.map(decodeURIComponent) })) ?? (() => {});
  } catch (refused) {
    fill(view, h("div", { class: "card" }, h("p", { class: "error", role: "alert" }, refused.message)));
  }
}

async function start() {
  applyTheme();
  me = await get("session").catch(() => leave());
  if (!me) return;
  if (me.roles.includes("operator")) {
    live = new Live();
    calling = new Calling("热线工作台");
    live.addEventListener("desk", () => { drawMenu(); drawAlerts(); calling.hear(live.desk, live.onDuty); });
    live.addEventListener("state", drawStatus);
    live.addEventListener("refused", (event) => toast(event.detail));
    live.open();
  }
  drawStatus();
  window.addEventListener("hashchange", show);
  await show();
}

start();
