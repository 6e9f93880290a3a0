// The live stream of the desk; keeping it open is being on duty.

import { post } from "./api.js";

export class Live extends EventTarget {
  constructor() {
    super();
    this.desk = null;
    this.connected = false;
    this.onDuty = localStorage.getItem("console-duty") !== "off";
  }

  open() {
    this.source?.close();
    this.source = new EventSource(`/api/v1/operator/events?duty=${this.onDuty ? "on" : "off"}`);
    this.source.addEventListener("open", () => this.#state(true));
    this.source.addEventListener("error", () => this.#lost());
    this.source.addEventListener("desk", (event) => {
      this.desk = JSON.parse(event.data);
      this.dispatchEvent(new Event("desk"));
    });
    this.source.addEventListener("line", (event) => {
      this.dispatchEvent(new CustomEvent("line", { detail: JSON.parse(event.data) }));
    });
  }

  switchDuty() {
    this.onDuty = !this.onDuty;
    localStorage.setItem("console-duty", this.onDuty ? "on" : "off");
    this.#state(false);
    this.open();
  }

  async markSeen(alertId) {
    await post(`alerts/${alertId}/seen`).catch((refused) => {
      this.dispatchEvent(new CustomEvent("refused", { detail: refused.message }));
    });
  }

  #state(connected) {
    this.connected = connected;
    this.dispatchEvent(new Event("state"));
  }

  #lost() {
    this.#state(false);
    // The browser reconnects by itself, except after a refusal: then this page asks again.
    if (this.source.readyState === EventSource.CLOSED) setTimeout(() => this.open(), 3000);
  }
}
