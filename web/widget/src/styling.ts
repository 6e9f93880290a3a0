// Styles that a page's Content-Security-Policy does not stop: a sheet made by script is no inline style.

import css from "./styles.css?inline";

export function dressRoot(shadow: ShadowRoot, nonce: string): void {
  if ("adoptedStyleSheets" in shadow && "replaceSync" in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
    return;
  }
  // Browsers of 2018: a style element, which a strict policy lets pass with the script's own nonce.
  const style = document.createElement("style");
  if (nonce) style.setAttribute("nonce", nonce);
  style.textContent = css;
  (shadow as ShadowRoot).append(style);
}
