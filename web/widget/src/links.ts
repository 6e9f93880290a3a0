// Addresses that may become a link; anything else is no link.

/** Return an http(s) address in full, or null. */
export function safeAddress(given: unknown, base: string): string | null {
  if (typeof given !== "string" || !given) return null;
  try {
    const address = new URL(given, base);
    return address.protocol === "https:" || address.protocol === "http:" ? address.href : null;
  } catch {
    return null;
  }
}

/** Return a tel: address for a number as people write it, or null; an extension is left to the caller. */
export function telephone(given: unknown): string | null {
  if (typeof given !== "string") return null;
  const found = /^[^0-9+]*(\+?[0-9][0-9 ()-]{1,24})/.exec(given);
  const digits = found?.[1]?.replace(/[^0-9+]/g, "") ?? "";
  return digits.length >= 3 ? `tel:${digits}` : null;
}

/** Where a map application looks a place up by its name and address. */
export function navigation(name: string, address: string): string {
  return `https://uri.amap.com/search?keyword=${encodeURIComponent(`${address} ${name}`.trim())}&city=${encodeURIComponent("无锡")}`;
}
