// The drawn map: Web Mercator, districts by name, institutions as marks that gather when they lie close together.
const TILE = 256;
const GATHER = 50; // pixels within which marks gather, so that a finger can tell them apart
const LABEL_OFFSETS = [[0, -14], [0, 16], [-62, 0], [62, 0], [0, -34], [0, 36]];
const BLOB_KILOMETRES = 6;
const WHOLE_CITY = { latitude: 31.58, longitude: 120.12, zoom: 9.6 };
const LEAST_ZOOM = 8.5;
const MOST_ZOOM = 16;
const SUBDISTRICTS_FROM = 11;
const SVG = "http://www.w3.org/2000/svg";

const project = (latitude, longitude) => {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return { x: longitude / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
};

function svg(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

const isClose = (one, other) => Math.abs(one.x - other.x) < 72 && Math.abs(one.y - other.y) < 20;

// Convex hull, by Andrew's monotone chain.
function hullOf(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const turn = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  const half = (row) => row.reduce((kept, point) => {
    while (kept.length > 1 && turn(kept.at(-2), kept.at(-1), point) <= 0) kept.pop();
    return [...kept, point];
  }, []);
  return [...half(sorted).slice(0, -1), ...half(sorted.reverse()).slice(0, -1)];
}

export class MapView {
  constructor(root, { onChoose }) {
    this.root = root;
    this.onChoose = onChoose;
    this.base = root.querySelector("#base");
    this.labels = root.querySelector("#labels");
    this.marks = root.querySelector("#marks");
    this.tiles = root.querySelector("#tiles");
    this.divisions = [];
    this.institutions = [];
    this.marked = [];
    this.chosen = null;
    this.here = null;
    this.tileAddress = "";
    this.pointers = new Map();
    this.show(WHOLE_CITY);
    this.listen();
  }

  show({ latitude, longitude, zoom }) {
    this.centre = project(latitude, longitude);
    this.zoom = zoom;
    this.draw();
  }

  setDivisions(divisions, tileAddress) {
    this.divisions = divisions.filter((division) => division.latitude !== null);
    this.tileAddress = tileAddress;
    this.draw();
  }

  // Shows exactly these; the view moves so that all are seen.
  setInstitutions(institutions, here) {
    this.institutions = institutions.filter((institution) => institution.latitude !== null);
    this.here = here;
    const points = [...this.institutions, ...(here ? [here] : [])].map((place) => project(place.latitude, place.longitude));
    if (points.length === 0) return this.show(WHOLE_CITY);
    const xs = points.map((point) => point.x);
    const ys = points.map((point) => point.y);
    const span = { x: Math.max(...xs) - Math.min(...xs), y: Math.max(...ys) - Math.min(...ys) };
    this.centre = { x: (Math.max(...xs) + Math.min(...xs)) / 2, y: (Math.max(...ys) + Math.min(...ys)) / 2 };
    const fits = Math.min((this.width() - 80) / (span.x * TILE), (this.height() - 80) / (span.y * TILE));
    this.zoom = Math.max(LEAST_ZOOM, Math.min(14, Math.log2(Math.max(fits, 1))));
    this.draw();
  }

  choose(institution) {
    this.chosen = institution && institution.id;
    if (institution && institution.latitude !== null) {
      this.centre = project(institution.latitude, institution.longitude);
      this.zoom = Math.max(this.zoom, 13);
    }
    this.draw();
  }

  width() { return this.root.clientWidth; }
  height() { return this.root.clientHeight; }
  scale() { return TILE * 2 ** this.zoom; }

  place(latitude, longitude) {
    const point = project(latitude, longitude);
    const scale = this.scale();
    return {
      x: (point.x - this.centre.x) * scale + this.width() / 2,
      y: (point.y - this.centre.y) * scale + this.height() / 2,
    };
  }

  isSeen({ x, y }, margin = 40) {
    return x > -margin && y > -margin && x < this.width() + margin && y < this.height() + margin;
  }

  zoomBy(steps, around = { x: this.width() / 2, y: this.height() / 2 }) {
    const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, this.zoom + steps));
    const off = { x: around.x - this.width() / 2, y: around.y - this.height() / 2 };
    const before = this.scale();
    this.zoom = zoom;
    const after = this.scale();
    this.centre = { x: this.centre.x + off.x / before - off.x / after, y: this.centre.y + off.y / before - off.y / after };
    this.draw();
  }

  moveBy(x, y) {
    this.centre = { x: this.centre.x + x / this.scale(), y: this.centre.y + y / this.scale() };
    this.draw();
  }

  draw() {
    this.drawTiles();
    this.drawBase();
    this.drawMarks();
    this.drawLabels();
  }

  drawTiles() {
    if (!this.tileAddress) return;
    const zoom = Math.round(this.zoom);
    const count = 2 ** zoom;
    const size = this.scale() / count;
    const left = Math.floor((this.centre.x - this.width() / 2 / this.scale()) * count);
    const right = Math.floor((this.centre.x + this.width() / 2 / this.scale()) * count);
    const top = Math.floor((this.centre.y - this.height() / 2 / this.scale()) * count);
    const bottom = Math.floor((this.centre.y + this.height() / 2 / this.scale()) * count);
    const pictures = [];
    for (let x = left; x <= right; x += 1) {
      for (let y = top; y <= bottom; y += 1) {
        const picture = document.createElement("img");
        picture.alt = "";
        picture.src = this.tileAddress.replace("{z}", zoom).replace("{x}", x).replace("{y}", y);
        picture.style.left = `${(x / count - this.centre.x) * this.scale() + this.width() / 2}px`;
        picture.style.top = `${(y / count - this.centre.y) * this.scale() + this.height() / 2}px`;
        picture.style.width = `${size}px`;
        picture.style.height = `${size}px`;
        pictures.push(picture);
      }
    }
    this.tiles.replaceChildren(...pictures);
  }

  drawBase() {
    const drawn = [];
    this.drawBlobs(drawn);
    for (const { latitude, longitude, subdistrict } of this.divisions) {
      const { x, y } = this.place(latitude, longitude);
      if (!subdistrict || this.zoom >= SUBDISTRICTS_FROM) drawn.push(svg("circle", { cx: x, cy: y, r: subdistrict ? 2.5 : 4 }));
    }
    this.base.replaceChildren(...drawn);
  }

  // Names stand above the marks and, where there is room, beside them.
  drawLabels() {
    const drawn = [];
    const taken = [];
    const fine = this.zoom >= SUBDISTRICTS_FROM;
    const shown = this.divisions.filter((division) => fine || !division.subdistrict);
    for (const division of shown.sort((a, b) => a.subdistrict.localeCompare(b.subdistrict))) {
      const { x, y } = this.place(division.latitude, division.longitude);
      const places = LABEL_OFFSETS.map(([right, down]) => ({ x: x + right, y: y + down }));
      const free = places.filter((place) => !taken.some((other) => isClose(other, place)));
      const place = free.find((one) => !this.isCovered(one.x, one.y)) || (division.subdistrict ? undefined : free[0]);
      if (!this.isSeen({ x, y }) || !place) continue;
      taken.push(place);
      const name = division.subdistrict || division.district;
      drawn.push(svg("text", { x: place.x, y: place.y + 5, class: division.subdistrict ? "" : "district" }, name));
    }
    if (this.here) {
      const { x, y } = this.place(this.here.latitude, this.here.longitude);
      drawn.push(svg("circle", { cx: x, cy: y, r: 8, class: "here" }), svg("text", { x, y: y + 24, class: "district" }, "我的位置"));
    }
    this.drawScale(drawn);
    this.labels.replaceChildren(...drawn);
  }

  isCovered(x, y) {
    return this.marked.some((place) => Math.abs(place.x - x) < 50 && Math.abs(place.y - y) < 30);
  }

  // A soft shape around each district's known points: for orientation, no boundary.
  drawBlobs(drawn) {
    for (const { district } of this.divisions.filter((division) => !division.subdistrict)) {
      const own = this.divisions.filter((division) => division.district === district);
      const hull = hullOf(own.map((division) => this.place(division.latitude, division.longitude)));
      const points = hull.map(({ x, y }) => `${x},${y}`).join(" ");
      const width = BLOB_KILOMETRES * this.pixelsOfKilometre();
      drawn.push(svg("polygon", { points, class: "blob", "stroke-width": width }));
    }
  }

  drawScale(drawn) {
    const kilometres = [0.2, 0.5, 1, 2, 5, 10, 20].find((length) => length * this.pixelsOfKilometre() > 60) || 20;
    const length = kilometres * this.pixelsOfKilometre();
    const y = this.height() - 34;
    const text = kilometres < 1 ? `${kilometres * 1000}米` : `${kilometres}公里`;
    drawn.push(svg("path", { d: `M12 ${y - 5}v5h${length}v-5`, class: "scale" }));
    drawn.push(svg("text", { x: 12 + length / 2, y: y - 7 }, text));
  }

  pixelsOfKilometre() {
    return this.scale() / (40075 * Math.cos((31.6 * Math.PI) / 180));
  }

  drawMarks() {
    const focused = document.activeElement && document.activeElement.dataset && document.activeElement.dataset.key;
    const groups = [];
    for (const institution of this.institutions) {
      const place = this.place(institution.latitude, institution.longitude);
      if (!this.isSeen(place)) continue;
      const isAlone = this.zoom >= MOST_ZOOM || institution.id === this.chosen;
      const near = (group) => !group.isAlone && Math.hypot(group.place.x - place.x, group.place.y - place.y) < GATHER;
      const group = isAlone ? null : groups.find(near);
      if (group) group.members.push({ institution, place });
      else groups.push({ place, isAlone, members: [{ institution, place }] });
    }
    this.marked = groups.map((group) => group.place);
    this.marks.replaceChildren(...groups.map((group) => this.mark(group.members, group.place)));
    const again = focused && this.marks.querySelector(`[data-key="${CSS.escape(focused)}"]`);
    if (again) again.focus({ preventScroll: true });
  }

  mark(members, place) {
    const button = document.createElement("button");
    const one = members.length === 1;
    const { institution } = members[0];
    button.type = "button";
    button.className = one ? "mark one" : "mark";
    if (one && institution.id === this.chosen) button.classList.add("chosen");
    button.dataset.key = institution.id;
    button.textContent = one ? "" : members.length;
    button.setAttribute("aria-label", one ? institution.name : `${members.length}家机构，放大看`);
    button.title = one ? institution.name : "";
    button.style.left = `${place.x}px`;
    button.style.top = `${place.y}px`;
    button.addEventListener("click", () => {
      if (one) this.onChoose(institution);
      else this.zoomBy(2, place);
    });
    return button;
  }

  listen() {
    new ResizeObserver(() => this.draw()).observe(this.root);
    this.root.querySelector("#zoom-in").addEventListener("click", () => this.zoomBy(1));
    this.root.querySelector("#zoom-out").addEventListener("click", () => this.zoomBy(-1));
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.root.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = this.root.getBoundingClientRect();
      this.zoomBy(event.deltaY < 0 ? 0.5 : -0.5, { x: event.clientX - box.left, y: event.clientY - box.top });
    }, { passive: false });
    this.root.addEventListener("pointerdown", (event) => {
      if (event.target.closest("button")) return;
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      this.root.setPointerCapture(event.pointerId);
    });
    this.root.addEventListener("pointermove", (event) => this.onMove(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.root.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
    }
  }

  onKey(event) {
    const steps = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
    if (event.key in steps) this.moveBy(...steps[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoomBy(1);
    else if (event.key === "-") this.zoomBy(-1);
    else return;
    event.preventDefault();
  }

  // One finger moves, two zoom.
  onMove(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const others = [...this.pointers.entries()].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    const now = { x: event.clientX, y: event.clientY };
    this.pointers.set(event.pointerId, now);
    if (others.length === 0) return this.moveBy(before.x - now.x, before.y - now.y);
    const apart = (one) => Math.max(1, Math.hypot(one.x - others[0].x, one.y - others[0].y));
    const box = this.root.getBoundingClientRect();
    const around = { x: (now.x + others[0].x) / 2 - box.left, y: (now.y + others[0].y) / 2 - box.top };
    this.zoomBy(Math.log2(apart(now) / apart(before)), around);
  }
}
