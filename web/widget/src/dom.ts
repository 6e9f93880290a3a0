// Building elements; text from anywhere is set as text, never parsed.

type Attributes = Readonly<Record<string, string>>;

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute === "text") made.textContent = value;
    else made.setAttribute(attribute, value);
  }
  made.append(...content);
  return made;
}

export function button(label: string, attributes: Attributes, press: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", text: label, ...attributes });
  made.addEventListener("click", press);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** A picture from path data of our own; 24 by 24. */
export function icon(path: string): SVGElement {
  const picture = document.createElementNS(SVG, "svg");
  const shape = document.createElementNS(SVG, "path");
  for (const [name, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["focusable", "false"]] as const) {
    picture.setAttribute(name, value);
  }
  shape.setAttribute("d", path);
  picture.append(shape);
  return picture;
}

export function iconButton(path: string, label: string, className: string, press: () => void): HTMLButtonElement {
  const made = button("", { "aria-label": label, title: label, class: className }, press);
  made.append(icon(path));
  return made;
}

/** A link that opens beside the page; the page it opens learns nothing of this one. */
export function link(address: string, label: string, className = ""): HTMLAnchorElement {
  const made = element("a", { href: address, text: label, class: className });
  if (!address.startsWith("tel:")) {
    made.target = "_blank";
    made.rel = "noopener noreferrer";
  }
  return made;
}

export function empty(node: Element): void {
  while (node.firstChild) node.firstChild.remove();
}
