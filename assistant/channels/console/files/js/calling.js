// Calls the operator's attention: a tone and a blinking title when an alert or a waiting conversation is new.

const KEY = "console-sound";
const BLINK_MS = 1000;
const TICKS_IN_VIEW = 10;

// Two tones for a safety alert, higher and more urgent; one for somebody who waits. Hertz, and seconds after the start.
const TONES = { alert: [[880, 0], [1175, 0.22], [880, 0.44], [1175, 0.66]], waiting: [[587, 0], [740, 0.2]] };
const TONE_SECONDS = 0.18;
const LOUDNESS = 0.2;

// Browsers play nothing before the page was touched; a tone that is due earlier is left out, the title still tells.
class Tones {
  constructor() {
    const wake = () => {
      this.context ??= new AudioContext();
      this.waking = this.context.resume();
    };
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, wake, { once: true, capture: true });
  }

  async play(kind) {
    await this.waking;
    if (this.context?.state !== "running") return;
    for (const [hertz, after] of TONES[kind]) {
      const start = this.context.currentTime + after;
      const loud = this.context.createGain();
      loud.gain.setValueAtTime(0, start);
      loud.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
      loud.gain.linearRampToValueAtTime(0, start + TONE_SECONDS);
      const tone = this.context.createOscillator();
      tone.frequency.value = hertz;
      tone.connect(loud).connect(this.context.destination);
      tone.start(start);
      tone.stop(start + TONE_SECONDS);
    }
  }
}

export class Calling {
  constructor(title) {
    this.title = title;
    this.tones = new Tones();
    this.isOn = localStorage.getItem(KEY) !== "off";
    this.known = null;
    this.words = "";
    this.stillness = matchMedia("(prefers-reduced-motion: reduce)");
    this.stillness.addEventListener("change", () => this.#draw());
    window.addEventListener("focus", () => this.#looked());
    document.addEventListener("pointerdown", () => this.#looked());
  }

  switch() {
    this.isOn = !this.isOn;
    localStorage.setItem(KEY, this.isOn ? "on" : "off");
    if (this.isOn) this.tones.play("waiting");
    this.#draw();
  }

  // Compares the desk with what was there before; what a freshly opened page finds is on the screen and not new.
  hear(desk, onDuty) {
    const alerts = desk.alerts.filter((one) => !one.seen_by).map((one) => `alert ${one.id}`);
    const waiting = desk.handovers.filter((one) => one.state === "waiting").map((one) => `waiting ${one.id}`);
    const isNew = (name) => this.known !== null && !this.known.has(name);
    const kind = alerts.some(isNew) ? "alert" : waiting.some(isNew) ? "waiting" : null;
    // A conversation that comes back from a colleague waits anew; an alert is never new twice.
    this.known = new Set([...desk.alerts.map((one) => `alert ${one.id}`), ...waiting]);
    this.words = [alerts.length ? `（${alerts.length}）安全提醒` : "", waiting.length ? `（${waiting.length}）等候` : ""].filter(Boolean).join(" ");
    if (kind && this.isOn && onDuty) {
      this.tones.play(kind);
      this.isCalling = true;
      this.ticks = TICKS_IN_VIEW;
    }
    if (!this.words) this.isCalling = false;
    this.#draw();
  }

  #looked() {
    this.isCalling = false;
    this.#draw();
  }

  // The words stand in the title as long as something waits; they blink until somebody has looked,
  // which takes ten seconds of a page that is in front.
  #draw() {
    const full = this.words ? `${this.words} · ${this.title}` : this.title;
    document.title = full;
    const blinks = this.isCalling && this.isOn && !this.stillness.matches;
    if (!blinks) {
      clearInterval(this.timer);
      this.timer = null;
      return;
    }
    this.timer ??= setInterval(() => {
      if (document.hasFocus() && (this.ticks -= 1) <= 0) return this.#looked();
      document.title = document.title === this.title ? `${this.words} · ${this.title}` : this.title;
    }, BLINK_MS);
  }
}
