// A clinic's colour and logo, and the part of the screen that a phone's keyboard leaves free.

import { inkOn, readableOn } from "./colour";
import { element, empty } from "./dom";

const LIGHT_PAPER = "#ffffff";
const DARK_PAPER = "#1e2528";
const ACCENT = "#0b6b5d";
const LOGO_SIDE = 80;

export function paint(root: HTMLElement, chosen: string): void {
  const accent = chosen || ACCENT;
  for (const [name, paper] of [["light", LIGHT_PAPER], ["dark", DARK_PAPER]] as const) {
    const shown = readableOn(accent, paper);
    root.style.setProperty(`--pa-accent-${name}`, shown);
    root.style.setProperty(`--pa-on-${name}`, inkOn(shown));
  }
}

/** Draw a logo's own bytes: no page's rules for pictures stand in the way, and nothing else is fetched. */
export async function drawLogo(face: HTMLElement, fetched: Promise<Blob>): Promise<void> {
  if (typeof createImageBitmap !== "function") return;
  try {
    const picture = await createImageBitmap(await fetched);
    const canvas = element("canvas", { width: String(LOGO_SIDE), height: String(LOGO_SIDE) });
    const scale = Math.min(LOGO_SIDE / picture.width, LOGO_SIDE / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    canvas.getContext("2d")?.drawImage(picture, (LOGO_SIDE - width) / 2, (LOGO_SIDE - height) / 2, width, height);
    empty(face);
    face.append(canvas);
    face.classList.add("logo");
  } catch {
    // the name's first character stands there already
  }
}

/** A phone's keyboard covers the page's lower part; the panel keeps to what is seen. */
export function keepInView(root: HTMLElement): void {
  const view = window.visualViewport;
  if (!view) return;
  const fit = (): void => {
    root.style.setProperty("--pa-view", `${view.height}px`);
    root.style.setProperty("--pa-top", `${view.offsetTop}px`);
  };
  for (const kind of ["resize", "scroll"]) view.addEventListener(kind, fit);
}
