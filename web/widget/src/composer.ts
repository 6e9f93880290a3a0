// Where a parent writes: grows with the text, keeps the draft, sends on Enter, and lets the page's shortcuts be.

import { element, iconButton } from "./dom";
import { PLACE, SEND } from "./icons";
import type { Wording } from "./wording";

const LONGEST_ANSWERED = 2000;
const LONGEST_READ = 20_000;
const TALLEST_PIXELS = 140;

export interface ComposerActions {
  send(text: string): void;
  askForPlace(): void;
  keepDraft(draft: string): void;
}

export class Composer {
  readonly form = element("form", { class: "say" });
  readonly counter = element("span", { class: "counter quiet", role: "status" });
  private readonly input: HTMLTextAreaElement;

  constructor(
    private readonly words: Wording,
    private readonly actions: ComposerActions,
  ) {
    this.input = element("textarea", { rows: "1", maxlength: String(LONGEST_READ), "aria-label": words.input, placeholder: words.placeholder, enterkeyhint: "send" });
    const submit = iconButton(SEND, words.send, "submit", () => { this.submit(); });
    const place = iconButton(PLACE, words.location, "plain", () => { actions.askForPlace(); });
    place.hidden = !("geolocation" in navigator);
    this.form.append(place, this.input, submit);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.watch();
  }

  get isEmpty(): boolean {
    return !this.input.value;
  }

  fill(text: string): void {
    this.input.value = text;
    this.grow();
  }

  focus(): void {
    this.input.focus();
  }

  grow(): void {
    const { words, input } = this;
    input.style.setProperty("height", "auto");
    if (input.scrollHeight) input.style.setProperty("height", `${Math.min(input.scrollHeight + 2, TALLEST_PIXELS)}px`);
    const length = input.value.length;
    this.counter.textContent = length > LONGEST_ANSWERED ? `${length}${words.characters}，${words.tooLong}` : "";
  }

  private submit(): void {
    const text = this.input.value.trim();
    if (!text) return;
    this.fill("");
    this.actions.keepDraft("");
    this.actions.send(text);
    this.focus();
  }

  private watch(): void {
    this.input.addEventListener("input", () => {
      this.actions.keepDraft(this.input.value);
      this.grow();
    });
    this.input.addEventListener("keydown", (event) => {
      // 229 is what older browsers send while an input method composes.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.submit();
    });
    // What is typed here is not a shortcut of the page.
    for (const kind of ["keydown", "keypress", "keyup"] as const) {
      this.input.addEventListener(kind, (event) => {
        if (event.key !== "Escape" && event.key !== "Tab") event.stopPropagation();
      });
    }
  }
}
