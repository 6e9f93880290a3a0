// The demo page: a plain chat over the public API.
const KEEP = "assistant.demo";
const items = document.getElementById("items");
const log = document.getElementById("log");
const status = document.getElementById("status");
const form = document.getElementById("form");
const box = document.getElementById("text");
const starters = document.getElementById("starters");
let conversation = null;

class Refused extends Error {
  constructor(state, error) {
    super(error.message);
    this.state = state;
    this.error = error;
  }
}

async function call(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  if (conversation) headers.Authorization = `Bearer ${conversation.token}`;
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const content = await response.json();
  if (!response.ok) throw new Refused(response.status, content.error);
  return content;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// A long reply is read from its beginning, where what to do first stands.
function add(item) {
  const row = element("li");
  row.append(item);
  items.append(row);
  row.scrollIntoView({ block: "start" });
}

function showOwn(text) {
  add(element("div", "said caregiver", text));
}

function showReply(reply) {
  const urgent = reply.urgency === "call120" || reply.urgency === "hospital_now";
  const said = element("div", urgent ? "said assistant urgent" : "said assistant");
  for (const text of reply.texts) said.append(element("p", "", text));
  for (const card of reply.cards) said.append(...showCard(card));
  if (reply.choices.length) {
    const row = element("div", "choices");
    for (const choice of reply.choices) {
      const button = element("button", "", choice.label);
      button.type = "button";
      button.addEventListener("click", () => send({ choice: choice.choice_id }, choice.label));
      row.append(button);
    }
    said.append(row);
  }
  if (reply.notice) {
    const notice = element("p", "small", reply.notice.text + " ");
    const link = element("a", "", "了解更多");
    link.href = reply.notice.url;
    notice.append(link);
    said.append(notice);
  }
  add(said);
}

function showCard(card) {
  if (card.type === "answer") {
    const line = element("p", "small");
    const link = element("a", "", `看全文：${card.title}`);
    link.href = new URL(card.url, location.href).pathname;
    line.append(link);
    return [line];
  }
  if (card.type === "emergency") {
    const list = element("ol");
    for (const step of card.steps) list.append(element("li", "", step));
    return [element("p", "", card.title), list, phoneLink(card.call, `拨打 ${card.call}`)];
  }
  if (card.type === "contact") return [phoneLink(card.phone, `${card.name} ${card.phone}`)];
  return [];
}

function phoneLink(number, label) {
  const link = element("a", "call", label);
  link.href = `tel:${number}`;
  return link;
}

async function open() {
  conversation = null;
  conversation = await call("POST", "/api/v1/conversations", { site_key: "demo" });
  sessionStorage.setItem(KEEP, JSON.stringify(conversation));
}

async function resume() {
  try {
    conversation = JSON.parse(sessionStorage.getItem(KEEP));
    if (!conversation) return;
    const path = `/api/v1/conversations/${conversation.conversation_id}/messages`;
    for (const item of (await call("GET", path)).items) {
      starters.hidden = true;
      if (item.from === "assistant") showReply(item.reply);
      else showOwn(item.text);
    }
  } catch {
    conversation = null;
    sessionStorage.removeItem(KEEP);
  }
}

async function post(content, id) {
  const path = `/api/v1/conversations/${conversation.conversation_id}/messages`;
  return call("POST", path, { ...content, client_message_id: id });
}

async function deliver(content) {
  const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("");
  if (!conversation) await open();
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await post(content, id);
    } catch (problem) {
      if (problem instanceof Refused && problem.state === 401 && attempt === 0) await open();
      else if (problem instanceof Refused || attempt >= 3) throw problem;
      else {
        status.textContent = "网络不稳，正在重新发送……";
        await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** attempt));
      }
    }
  }
}

async function send(content, shown) {
  starters.hidden = true;
  showOwn(shown);
  status.textContent = "正在查……";
  try {
    const { seq, reply } = await deliver(content);
    showReply(reply);
    status.textContent = "";
    if (seq === 0) {
      conversation = null;
      sessionStorage.removeItem(KEEP);
    }
  } catch (problem) {
    status.textContent = "";
    const refused = problem instanceof Refused ? problem.error : { message: "没有连上，请检查网络后再试。情况紧急请直接拨打120。" };
    add(element("div", refused.urgency ? "said assistant urgent" : "said assistant", refused.message));
    if (refused.question) showReply(refused.question);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  send({ text }, text);
  box.focus();
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

for (const button of starters.querySelectorAll("button")) {
  button.addEventListener("click", () => send({ text: button.textContent }, button.textContent));
}

resume();
