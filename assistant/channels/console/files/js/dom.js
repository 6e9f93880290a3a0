// Building pages from text alone: nothing a caller writes is ever read as HTML.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
}

// For what live news draw again: nothing is touched while it says the same, and the keyboard stays where it was.
// Whatever a button inside acts on must be told by an attribute, so that equal nodes do the same.
export function redraw(node, ...children) {
  const fresh = h("div", {}, ...children);
  if (fresh.childNodes.length === node.childNodes.length
    && [...fresh.childNodes].every((child, place) => child.isEqualNode(node.childNodes[place]))) return;
  const held = node.contains(document.activeElement) ? document.activeElement : null;
  node.replaceChildren(...fresh.childNodes);
  if (!held) return;
  const same = (one) => one.getAttribute("href") === held.getAttribute("href") && one.dataset.id === held.dataset.id
    && (held.hasAttribute("href") || one.textContent === held.textContent);
  [...node.querySelectorAll(held.tagName)].find(same)?.focus();
}

export function toast(text) {
  const place = document.getElementById("toast");
  if (!place) return;
  place.textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { place.textContent = ""; }, 4000);
}

export function time(iso) {
  return new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit",
    minute: "2-digit", hour12: false }).format(new Date(iso));
}

export function since(iso) {
  const minutes = Math.max(0, Math.floor((Date.now() - new Date(iso)) / 60000));
  if (!minutes) return "不到1分钟";
  return minutes < 60 ? `${minutes}分钟` : `${Math.floor(minutes / 60)}小时${minutes % 60}分钟`;
}

export function wuxi(local) {
  return `${local}:00+08:00`;
}

// Shows a private detail until it is closed: whoever dials a number needs longer than a passing note stays.
export function showValue(title, value) {
  const box = h("dialog", { "aria-label": title }, h("h2", {}, title), h("p", { class: "code" }, value),
    h("button", { class: "primary", type: "button", onclick: () => box.close() }, "关闭"));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

// Asks for a line of text in a dialog; gives null when it is called off.
export function ask(title, label, shortest = 1) {
  return new Promise((done) => {
    const field = h("input", { required: true, minlength: shortest, maxlength: 200 });
    const box = h("dialog", { "aria-label": title },
      h("form", { method: "dialog", onsubmit: (event) => { event.preventDefault(); box.close(field.value); } },
        h("h2", {}, title), h("label", {}, label, field),
        h("div", { class: "row" }, h("button", { class: "primary", type: "submit" }, "确定"),
          h("button", { type: "button", onclick: () => box.close("") }, "取消"))));
    box.addEventListener("close", () => { box.remove(); done(box.returnValue || null); });
    document.body.append(box);
    box.showModal();
    field.focus();
  });
}

const MARK = /〔([^〕:]+):[0-9a-f]{12}〕/g;

// Private details stand as marks in what was stored; a list shows that there is one, and no more.
export function withoutMarks(text) {
  return text.replace(MARK, "$1●●●●");
}

// The words a rule holds on; figures come as temperature=39.
export function inWords(words) {
  const names = { temperature: "体温", breaths: "每分钟呼吸", hours: "小时数" };
  return words.map((one) => one.replace(/^(\w+)=/, (_, name) => names[name] ?? "").replace(/([\d.]+)\/\1$/, "$1"))
    .filter(Boolean).join("、");
}

export const URGENCY = { none: "一般", home_care: "居家观察", doctor_24h: "24小时内就医", hospital_now: "马上去医院",
  call120: "拨打120" };
