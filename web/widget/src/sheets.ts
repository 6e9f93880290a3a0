// What lies over the log for a moment: a question, the transcript, the clinic's own words.

import type { Item, Site } from "./contract";
import { button, element, icon, link } from "./dom";
import { PHONE } from "./icons";
import { telephone } from "./links";
import type { Wording } from "./wording";

export interface Sheet {
  root: HTMLElement;
  first: HTMLElement;
}

function sheet(title: string, ...content: Node[]): HTMLElement {
  return element("section", { class: "sheet", role: "group", "aria-label": title }, element("h2", { text: title }), ...content);
}

export function question(title: string, text: string, yes: string, no: string, confirm: () => void, leave: () => void): Sheet {
  const first = button(no, { class: "action" }, leave);
  const row = element("div", { class: "actions" }, button(yes, { class: "action strong" }, confirm), first);
  return { root: sheet(title, element("p", { text }), row), first };
}

export function about(site: Site, words: Wording, leave: () => void): Sheet {
  const first = button(words.close, { class: "action" }, leave);
  const notes = site.notes.map((note) => {
    const made = element("div", { class: "card" }, element("p", { class: "title", text: note.title }), element("p", { text: note.text }));
    const address = telephone(note.phone);
    if (address) {
      const call = link(address, "", "action");
      call.append(icon(PHONE), element("span", { text: `${words.call} ${note.phone}` }));
      made.append(call);
    }
    return made;
  });
  const label = element("p", { class: "quiet", text: site.provided_by });
  return { root: sheet(site.name, label, ...notes, element("div", { class: "actions" }, first)), first };
}

/** Return the conversation as plain text, a line for each thing said. */
export function asText(items: readonly Item[], words: Wording): string {
  const lines = items.map((item) => {
    const at = item.created_at ? new Date(item.created_at).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai" }) : "";
    const speaker = { caregiver: words.me, assistant: words.helper, operator: `${words.person}：` }[item.from];
    const said = item.reply ? [...item.reply.texts, ...item.reply.cards.map(cardAsText)].filter((part) => part).join("\n") : (item.text ?? "");
    return `${at} ${speaker}\n${said}`.trim();
  });
  return `${lines.join("\n\n")}\n`;
}

function cardAsText(card: { type: string; [field: string]: unknown }): string {
  if (card.type === "answer") return "";
  const fields = ["title", "name", "address", "phone", "call", "code", "place"].map((name) => card[name]);
  const steps = Array.isArray(card["steps"]) ? card["steps"] : [];
  return [...fields, ...steps].filter((part) => typeof part === "string" && part).join(" ");
}

/** The transcript as text to copy, for browsers that save no files, such as WeChat's. */
export function transcript(text: string, words: Wording, leave: () => void): Sheet {
  const area = element("textarea", { readonly: "", rows: "10", "aria-label": words.transcriptTitle });
  area.value = text;
  const status = element("span", { role: "status", class: "quiet" });
  const copy = button(words.transcriptCopy, { class: "action strong" }, () => {
    area.select();
    status.textContent = document.execCommand("copy") ? words.transcriptCopied : words.transcriptHint;
  });
  const row = element("div", { class: "actions" }, copy, button(words.close, { class: "action" }, leave), status);
  return { root: sheet(words.transcriptTitle, element("p", { class: "quiet", text: words.transcriptHint }), area, row), first: copy };
}

/** Save a text as a file. */
export function save(text: string, name: string, within: Node): void {
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" }));
  const anchor = element("a", { href: address, download: name });
  within.appendChild(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => { URL.revokeObjectURL(address); }, 10_000);
}
