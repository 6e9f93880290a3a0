// The public page for complaints and reports.

import { applyTheme } from "./theme.js";

const form = document.getElementById("report");
const error = document.getElementById("report-error");
let code = "";
applyTheme();

async function send(path, options) {
  const response = await fetch(`/api/v1/complaints${path}`, { method: "POST", ...options });
  const content = await response.json();
  if (!response.ok) throw new Error(content.error?.message ?? "没有发出去，请再试。");
  return content;
}

const asJson = (body) => ({ headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  error.textContent = "";
  const given = Object.fromEntries(new FormData(form));
  given.named = given.named.split(/[,，、\s]+/).filter(Boolean);
  try {
    const taken = await send("", asJson(given));
    code = taken.code;
    document.getElementById("taken").hidden = false;
    document.getElementById("taken-text").textContent = taken.message;
    document.getElementById("taken-code").textContent = taken.code;
    form.hidden = true;
  } catch (refused) {
    error.textContent = refused.message;
  }
});

document.getElementById("files").addEventListener("change", async (event) => {
  for (const file of event.target.files) {
    const line = document.createElement("li");
    document.getElementById("files-sent").append(line);
    try {
      await send(`/files?name=${encodeURIComponent(file.name)}`, { headers: { "X-Complaint-Code": code }, body: file });
      line.textContent = `${file.name}：已收到`;
    } catch (refused) {
      line.textContent = `${file.name}：${refused.message}`;
    }
  }
  event.target.value = "";
});

document.getElementById("status-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const place = document.getElementById("status-text");
  try {
    const found = await send("/status", asJson({ code: new FormData(event.target).get("code") }));
    place.textContent = `${found.state_text}。${found.answer}`;
  } catch (refused) {
    place.textContent = refused.message;
  }
});
