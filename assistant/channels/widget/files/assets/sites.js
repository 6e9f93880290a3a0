// Sites for administrators and editors: a plain page over the API.
const KEEP = "console-csrf";  // the console's own: one login serves both
const KINDS = { introduction: "机构介绍", hours: "开放时间", contact: "联系方式", session: "自办活动", information: "其他说明" };
const STATES = { waiting: "待批准", approved: "已批准", refused: "已退回", withdrawn: "已撤下" };
const status = document.getElementById("status");
const place = document.getElementById("sites");
const login = document.getElementById("login");
const adding = document.getElementById("new");
let roles = [];

async function call(method, path, body, raw = false) {
  const headers = { "X-CSRF-Token": localStorage.getItem(KEEP) ?? "" };
  if (body !== undefined && !raw) headers["Content-Type"] = "application/json";
  const response = await fetch(path, { method, headers, body: raw ? body : body === undefined ? undefined : JSON.stringify(body) });
  const content = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  if (response.ok) return content;
  const { message, found } = content?.error ?? { message: "没有成功，请稍后再试。" };
  throw Object.assign(new Error(found ? `${message}（${found.join("、")}）` : message), { status: response.status });
}

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute === "press") made.addEventListener("click", value);
    else if (value !== false && value !== undefined) made.setAttribute(attribute, value === true ? "" : value);
  }
  made.append(...content);
  return made;
}

function field(label, input) {
  return element("label", input.type === "checkbox" ? { class: "row" } : {}, label, input);
}

function lines(text) {
  return text.split("\n").map((line) => line.trim()).filter((line) => line);
}

async function attempt(work, done) {
  try {
    await work();
    await refresh();
    status.textContent = done;
  } catch (problem) {
    status.textContent = problem.message;
    if (problem.status === 401) showLogin();
  }
}

function showLogin() {
  login.hidden = false;
  adding.hidden = true;
  place.replaceChildren();
}

async function refresh() {
  roles = (await call("GET", "/api/v1/operator/session")).roles;
  const { sites } = await call("GET", "/api/v1/sites");
  login.hidden = true;
  adding.hidden = !roles.includes("administrator");
  const open = new Set(Array.from(place.querySelectorAll("details[open]"), (one) => one.dataset.key));
  place.replaceChildren(...sites.map((site) => showSite(site, open.has(site.key))));
}

function showSite(site, open) {
  const title = `${site.name}（${site.key}）${site.enabled ? "" : " · 已停用"}`;
  const snippet = `<script src="${location.origin}/widget.js" data-site-key="${site.key}" async></` + "script>";
  const parts = [element("pre", {}, element("code", {}, snippet))];
  if (roles.includes("administrator")) parts.push(...settingsOf(site));
  parts.push(element("h3", {}, "机构自己的文字"), ...site.notes.map((note) => showNote(site, note)), noteForm(site));
  return element("details", { "data-key": site.key, open }, element("summary", {}, title), ...parts);
}

function settingsOf(site) {
  const look = site.settings;
  const inputs = {
    name: element("input", { value: site.name, maxlength: 60, required: true }),
    origins: element("textarea", { rows: 2 }, site.allowed_origins.join("\n")),
    accent: element("input", { value: look.accent ?? "", placeholder: "#0b6b5d" }),
    position: element("select", {}, new Option("右下角", "right"), new Option("左下角", "left")),
    greeting: element("input", { value: look.greeting ?? "", maxlength: 80 }),
    topics: element("textarea", { rows: 3 }, (look.topics ?? []).join("\n")),
    messages: element("input", { type: "number", min: 1, max: 600, value: look.messages_per_minute ?? "" }),
    conversations: element("input", { type: "number", min: 1, max: 600, value: look.conversations_per_minute ?? "" }),
    server: element("input", { type: "checkbox", checked: site.server_to_server }),
    logo: element("input", { type: "file", accept: "image/png,image/jpeg,image/webp" }),
  };
  inputs.position.value = look.position ?? "right";
  const path = `/api/v1/sites/${encodeURIComponent(site.key)}`;
  const save = async () => {
    const number = (input) => (input.value ? Number(input.value) : null);
    await call("PATCH", path, {
      name: inputs.name.value,
      allowed_origins: lines(inputs.origins.value),
      server_to_server: inputs.server.checked,
      settings: {
        accent: inputs.accent.value || null,
        position: inputs.position.value,
        greeting: inputs.greeting.value || null,
        topics: lines(inputs.topics.value),
        messages_per_minute: number(inputs.messages),
        conversations_per_minute: number(inputs.conversations),
      },
    });
    if (inputs.logo.files[0]) await call("PUT", `${path}/logo`, inputs.logo.files[0], true);
  };
  const form = element(
    "form",
    {},
    field("机构名称", inputs.name),
    field("网页地址，一行一个", inputs.origins),
    field("主色", inputs.accent),
    field("按钮位置", inputs.position),
    field("欢迎语（不写医疗、用药、疫苗、政策）", inputs.greeting),
    field("开场问题，一行一个，最多六个", inputs.topics),
    field("每个对话每分钟最多几条", inputs.messages),
    field("每个地址每分钟最多新开几个对话", inputs.conversations),
    field("由服务器代为调用（没有网页地址）", inputs.server),
    field(site.has_logo ? "换图标（PNG、JPEG、WebP，64KB以内）" : "图标（PNG、JPEG、WebP，64KB以内）", inputs.logo),
    element("button", {}, "保存"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(save, "已保存。");
  });
  const toggle = element("button", { type: "button", press: () => attempt(() => call("PATCH", path, { enabled: !site.enabled }), "已更改。") }, site.enabled ? "停用这个站点" : "启用这个站点");
  const bare = element("button", { type: "button", press: () => attempt(() => call("PUT", `${path}/logo`, "", true), "图标已去掉。") }, "去掉图标");
  return [form, element("div", { class: "buttons" }, toggle, ...(site.has_logo ? [bare] : []))];
}

function showNote(site, note) {
  const by = note.decided_by ? `${note.written_by} 写，${note.decided_by} 决定` : `${note.written_by} 写`;
  const decide = (state, label) => element("button", { type: "button", press: () => attempt(() => call("POST", `/api/v1/sites/${encodeURIComponent(site.key)}/notes/${encodeURIComponent(note.id)}/decision`, { state }), "已更改。") }, label);
  const buttons = [];
  if (roles.includes("editor") && note.state === "waiting") buttons.push(decide("approved", "批准"), decide("refused", "退回"));
  if (roles.includes("editor") && note.state === "approved") buttons.push(decide("withdrawn", "撤下"));
  return element(
    "div",
    { class: "note" },
    element("p", {}, element("strong", {}, note.title), ` ${KINDS[note.kind] ?? note.kind} · ${STATES[note.state] ?? note.state}`),
    element("p", {}, note.text),
    element("p", { class: "quiet" }, [note.phone, by].filter((part) => part).join(" · ")),
    element("div", { class: "buttons" }, ...buttons),
  );
}

function noteForm(site) {
  const kind = element("select", {}, ...Object.entries(KINDS).map(([value, label]) => new Option(label, value)));
  const title = element("input", { required: true, maxlength: 40 });
  const text = element("textarea", { rows: 3, required: true, maxlength: 500 });
  const phone = element("input", { inputmode: "tel" });
  const form = element("form", {}, field("类别", kind), field("标题", title), field("文字", text), field("电话（可不填）", phone), element("button", {}, "提交，等编辑批准"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = { kind: kind.value, title: title.value, text: text.value, phone: phone.value };
    attempt(() => call("POST", `/api/v1/sites/${encodeURIComponent(site.key)}/notes`, body), "已提交，等编辑批准。");
  });
  return form;
}

login.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(login));
  attempt(async () => {
    const { csrf_token } = await call("POST", "/api/v1/operator/session", { name: given.name, password: given.password, totp: given.totp || null });
    localStorage.setItem(KEEP, csrf_token);
    login.reset();
  }, "已登录。");
});

adding.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(event.target));
  attempt(() => call("POST", "/api/v1/sites", { key: given.key, name: given.name, allowed_origins: lines(given.origins) }), "已新增。");
});

attempt(async () => {
  if (!localStorage.getItem(KEEP)) throw Object.assign(new Error("请先登录。"), { status: 401 });
}, "");
