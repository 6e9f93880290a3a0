// A clinic chooses any colour; text stays readable (WCAG 2.2, 1.4.3: 4.5 to 1).

type Rgb = readonly [number, number, number];

export const ENOUGH = 4.5;
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** Read #rgb or #rrggbb; anything else is null. */
export function parse(colour: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour);
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  const parts = long ? long.slice(1) : short ? short.slice(1).map((part) => part + part) : null;
  return parts ? (parts.map((part) => parseInt(part, 16)) as unknown as Rgb) : null;
}

function write(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

// Relative luminance as WCAG 2.2 defines it.
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(parse(one) ?? BLACK), luminance(parse(other) ?? WHITE)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Return `colour`, made darker or lighter until it can be read on `paper`. */
export function readableOn(colour: string, paper: string): string {
  const start = parse(colour) ?? BLACK;
  const goal = luminance(parse(paper) ?? WHITE) > 0.18 ? BLACK : WHITE;
  for (let step = 0; step <= 20; step += 1) {
    const mixed = write(start.map((part, index) => part + ((goal[index] ?? 0) - part) * (step / 20)) as unknown as Rgb);
    if (contrast(mixed, paper) >= ENOUGH) return mixed;
  }
  return write(goal);
}

/** Return white or near-black, whichever can be read on `colour`. */
export function inkOn(colour: string): string {
  return contrast(colour, "#ffffff") >= ENOUGH ? "#ffffff" : "#10181a";
}
