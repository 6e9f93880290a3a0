// Did an answer help? A thumb, and after a thumb down a reason.

import { button, element, empty, iconButton } from "./dom";
import { THUMB_DOWN, THUMB_UP } from "./icons";
import type { Wording } from "./wording";

export type SendFeedback = (answerId: string, helpful: boolean, comment: string) => Promise<void>;

export function feedbackRow(answerId: string, words: Wording, send: SendFeedback): HTMLElement {
  const status = element("span", { class: "quiet", role: "status" });
  const row = element("div", { class: "feedback" });
  const more = element("div", { class: "reasons" });
  const give = async (helpful: boolean, comment: string): Promise<void> => {
    try {
      await send(answerId, helpful, comment);
      status.textContent = words.thanks;
    } catch {
      status.textContent = words.feedbackFailed;
    }
  };
  const thumbs = [
    iconButton(THUMB_UP, words.helpful, "thumb", () => { choose(0); empty(more); void give(true, ""); }),
    iconButton(THUMB_DOWN, words.notHelpful, "thumb", () => { choose(1); void give(false, ""); askWhy(more, words, (comment) => { void give(false, comment); }); }),
  ];
  const choose = (chosen: number): void => {
    thumbs.forEach((thumb, index) => { thumb.setAttribute("aria-pressed", String(index === chosen)); });
  };
  row.append(...thumbs, status);
  return element("div", {}, row, more);
}

function askWhy(place: HTMLElement, words: Wording, send: (comment: string) => void): void {
  empty(place);
  const chosen = new Set<string>();
  const buttons = words.reasons.map((reason) => {
    const made = button(reason, { class: "choice", "aria-pressed": "false" }, () => {
      if (!chosen.delete(reason)) chosen.add(reason);
      made.setAttribute("aria-pressed", String(chosen.has(reason)));
    });
    return made;
  });
  const other = element("input", { type: "text", maxlength: "300", "aria-label": words.otherReason, placeholder: words.otherReason });
  const done = button(words.sendFeedback, { class: "action" }, () => {
    send([...chosen, other.value.trim()].filter((part) => part).join("；"));
    empty(place);
  });
  const group = element("div", { class: "choices", role: "group", "aria-label": words.why }, ...buttons);
  place.append(element("p", { class: "quiet", text: words.why }), group, element("div", { class: "other" }, other, done));
  buttons[0]?.focus();
}
