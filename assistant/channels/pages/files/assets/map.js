// Finding an institution: filters, the list, and the map beside it. Everything on the map is in the list too.
import { MapView } from "/assets/map-view.js";

const MOST = 500;
const STEP = 20;
const form = document.getElementById("filters");
const list = document.getElementById("list");
const status = document.getElementById("status");
const sample = document.getElementById("sample");
const showMore = document.getElementById("show-more");
const byId = new Map();
let found = [];
let shown = 0;
let here = null;
let latest = 0;

const view = new MapView(document.getElementById("map"), { onChoose: (institution) => choose(institution, true) });

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function link(text, address, className) {
  const made = element("a", className, text);
  made.href = address;
  return made;
}

async function call(path) {
  const response = await fetch(path);
  const content = await response.json();
  if (!response.ok) throw new Error(content.error.message);
  return content;
}

function say(text, isProblem = false) {
  status.textContent = text;
  status.classList.toggle("problem", isProblem);
}

function query() {
  const given = new FormData(form);
  const wanted = new URLSearchParams({ limit: MOST });
  if (here) {
    wanted.set("latitude", here.latitude);
    wanted.set("longitude", here.longitude);
    wanted.set("datum", "wgs84");
  } else if (given.get("place").trim()) {
    wanted.set("district", given.get("place").trim());
  }
  for (const name of ["age_months", "fee_max", "services", "grade", "name"]) {
    if (given.get(name).trim()) wanted.set(name, given.get(name).trim());
  }
  for (const name of ["inclusive", "free_places", "open_now"]) if (given.get(name)) wanted.set(name, "true");
  return wanted;
}

async function find() {
  latest += 1;
  const mine = latest;
  say("正在查找……");
  try {
    const answer = await call(`/api/v1/institutions?${query()}`);
    if (mine !== latest) return;
    found = answer.institutions;
    sample.hidden = !answer.is_sample;
    const notes = answer.notes.filter((note) => !note.includes("示例数据")).join("");
    say(found.length ? `找到${answer.total}家。${notes}` : `没有找到符合条件的机构。${notes}可以放宽条件，或拨打12345询问。`);
    showAll();
  } catch (error) {
    if (mine === latest) say(error.message || "网络不太好，请稍后再试。", true);
  }
}

function showAll() {
  byId.clear();
  list.replaceChildren();
  shown = 0;
  more();
  view.setInstitutions(found, here);
}

function more() {
  for (const institution of found.slice(shown, shown + STEP)) list.append(row(institution));
  shown = Math.min(found.length, shown + STEP);
  showMore.hidden = shown >= found.length;
}

function row(institution) {
  const made = element("li");
  made.id = `item-${institution.id}`;
  made.append(element("h3", "", institution.name));
  if (institution.reasons.length) made.append(element("p", "reasons", institution.reasons.join("，")));
  made.append(element("p", "address", institution.address || institution.area));
  const links = element("div", "links");
  const phone = institution.phone.split("、")[0];
  if (phone) {
    const call_ = link(`打电话 ${phone}`, `tel:${phone.replace("转", ",")}`, "call");
    links.append(call_);
  }
  if (institution.latitude !== null) {
    links.append(navigation(institution), geo(institution), onMap(institution));
  }
  made.append(links, more_about(institution));
  byId.set(institution.id, made);
  return made;
}

function navigation({ name, latitude, longitude }) {
  const wanted = new URLSearchParams({ position: `${longitude},${latitude}`, name, coordinate: "wgs84", callnative: "1" });
  const made = link("高德导航", `https://uri.amap.com/marker?${wanted}`);
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  made.setAttribute("aria-label", `用高德导航到${name}（新窗口）`);
  return made;
}

function geo({ name, latitude, longitude }) {
  const made = link("手机地图", `geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(name)})`);
  made.setAttribute("aria-label", `用手机地图打开${name}`);
  return made;
}

function onMap(institution) {
  const made = element("button", "", "在图上看");
  made.type = "button";
  made.setAttribute("aria-label", `在图上看${institution.name}`);
  made.addEventListener("click", () => {
    choose(institution, false);
    document.getElementById("map").scrollIntoView({ block: "nearest" });
  });
  return made;
}

function more_about(institution) {
  const made = element("details");
  made.append(element("summary", "", "备案、收费等详情"));
  made.addEventListener("toggle", async () => {
    if (!made.open || made.childElementCount > 1) return;
    const facts = element("div");
    made.append(facts);
    try {
      const answer = await call(`/api/v1/institutions/${encodeURIComponent(institution.id)}`);
      const lines = [["收托年龄", institution.age_range], ["班型", institution.class_kinds.join("、")], ["服务", institution.services.join("、")], ["开放时间", institution.opening_hours], ["膳食", institution.meals]];
      for (const [name, text] of lines) if (text) facts.append(element("p", "", `${name}：${text}`));
      for (const line of answer.facts) facts.append(element("p", "", line));
    } catch (error) {
      facts.remove();
      say(error.message, true);
    }
  });
  return made;
}

function choose(institution, andScroll) {
  while (!byId.has(institution.id) && shown < found.length) more();
  for (const [id, item] of byId) item.classList.toggle("chosen", id === institution.id);
  view.choose(institution);
  const item = byId.get(institution.id);
  if (!item || !andScroll) return;
  item.scrollIntoView({ block: "nearest" });
  const heading = item.querySelector("h3");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function locate() {
  if (!navigator.geolocation) return say("这个浏览器不能提供位置，请填写区或街道。", true);
  say("正在取得位置。位置只用来排序，不会保存。");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      here = { latitude: coords.latitude, longitude: coords.longitude };
      document.getElementById("place").value = "";
      find();
    },
    () => say("没有取得位置，请填写区或街道。", true),
    { timeout: 10_000, maximumAge: 60_000 },
  );
}

async function openNamed() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id) return;
  const isIt = (institution) => institution.id === id;
  try {
    if (!found.some(isIt)) found.unshift((await call(`/api/v1/institutions/${encodeURIComponent(id)}`)).institution);
  } catch (error) {
    return say(error.message, true);
  }
  if (!byId.has(id)) showAll();
  choose(found.find(isIt), true);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (document.getElementById("place").value.trim()) here = null;
  find();
});
form.addEventListener("change", (event) => {
  if (event.target.id === "place") return;
  find();
});
showMore.addEventListener("click", more);
document.getElementById("locate").addEventListener("click", locate);
window.addEventListener("hashchange", openNamed);

call("/map/districts.json").then((answer) => view.setDivisions(answer.divisions, answer.tiles), () => {});
find().then(openNamed);
