// The one place that talks to the service.

const CSRF = "console-csrf";

// Calls that answer 401 to a wrong password too, which is no reason to leave the page.
const MAY_BE_REFUSED = ["/api/v1/operator/session", "/api/v1/operator/password"];

export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const call = (method, path, body) => send(method, `/api/v1/operator/${path}`, body);

// Any call of the service, by its whole path.
export async function send(method, path, body) {
  const headers = { "X-CSRF-Token": localStorage.getItem(CSRF) ?? "" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Refused(0, "offline", "连不上服务，请检查网络；刚才的内容没有发出去，可以再试。");
  }
  const content = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return content;
  const error = content?.error ?? {};
  if (response.status === 401 && !MAY_BE_REFUSED.includes(path)) leave();
  throw new Refused(response.status, error.code ?? "", error.message ?? "出错了，请再试一次。");
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const patch = (path, body) => call("PATCH", path, body);

export function remember(token) {
  localStorage.setItem(CSRF, token);
}

export function leave() {
  localStorage.removeItem(CSRF);
  location.assign("/console/login");
}
