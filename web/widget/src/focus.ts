// Keeping the keyboard inside an open dialog.

const REACHABLE = "a[href], button:not([disabled]), textarea, input, summary, [tabindex='0']";

export function trapFocus(dialog: HTMLElement): void {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const all = (Array.from(dialog.querySelectorAll(REACHABLE)) as HTMLElement[]).filter((one) => one.getClientRects().length > 0);
    const [first, last] = [all[0], all[all.length - 1]];
    const focused = (dialog.getRootNode() as ShadowRoot).activeElement;
    const edge = event.shiftKey ? first : last;
    if (!first || !last || focused !== edge) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  });
}
