// One script tag: finds itself, reads its attributes, asks whether this page may show the widget, and shows it.

import { Api, Refused } from "./api";
import { readOptions } from "./options";
import { Panel } from "./panel";
import { Keeper, sessionShelf } from "./storage";
import { dressRoot } from "./styling";

const NAME = "parenting-assistant";

type Listener = (detail: Record<string, unknown>) => void;

class Widget extends HTMLElement {
  panel: Panel | null = null;
}

/** What a page's own scripts may use, as window.parentingAssistant. */
interface PublicApi {
  open(): void;
  close(): void;
  send(text: string): void;
  setChildAge(months: number): void;
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
}

function begin(script: HTMLScriptElement): void {
  const options = readOptions((name) => script.getAttribute(name), script.src, script.nonce);
  if (!options.siteKey || "parentingAssistant" in window) return;
  if (!customElements.get(NAME)) customElements.define(NAME, Widget);
  const api = new Api(options.service, options.siteKey);
  const keeper = new Keeper(sessionShelf(), options.service, options.siteKey);
  const host = document.createElement(NAME) as Widget;
  const announce = (event: string, detail: Record<string, unknown>): void => {
    host.dispatchEvent(new CustomEvent(event, { detail }));
  };
  const panel = new Panel(options, api, keeper, announce);
  const shadow = host.attachShadow({ mode: "open" });
  dressRoot(shadow, options.nonce);
  shadow.append(panel.root);
  host.panel = panel;
  offer(panel, host);
  panel.start();
  if (options.page || keeper.kept.credential) show(host);
  void ask(api, panel, host);
}

/** Stand beside the body, so that a transformed, filtered or hidden body does not take the widget with it. */
function show(host: Widget): void {
  if (!host.isConnected) document.documentElement.append(host);
}

/** On the service's no nothing is shown and the web master is told why; without its word 120 is still one tap away. */
async function ask(api: Api, panel: Panel, host: Widget, isFirst = true): Promise<void> {
  try {
    panel.dress(await api.site());
    show(host);
  } catch (problem) {
    const code = problem instanceof Refused ? (problem.status < 429 ? problem.code : "") : await silentNo(api, isFirst);
    if (code === AGAIN) return ask(api, panel, host, false);
    if (code) {
      refuse(host, code);
      return;
    }
    show(host);
    setTimeout(() => void ask(api, panel, host), 15_000);
  }
}

const AGAIN = "again";

/**
 * Tell a no from an outage: to a page of an origin that no site lists the browser hides the service's answer.
 *
 * @returns Why not, "again" for one more try, or nothing when the service is away.
 */
async function silentNo(api: Api, isFirst: boolean): Promise<string> {
  if (!(await api.isAlive())) return "";
  return isFirst ? AGAIN : "not_allowed";
}

function refuse(host: Widget, code: string): void {
  host.remove();
  document.dispatchEvent(new CustomEvent(`${NAME}:refused`));
  console.warn(`${NAME}: this page may not show the widget (${code}). Is data-site-key right, and does the site list the origin ${location.origin}?`);
}

function offer(panel: Panel, host: Widget): void {
  const listeners = new Map<Listener, EventListener>();
  const api: PublicApi = {
    open: () => { panel.open(); },
    close: () => { panel.close(); },
    send: (text) => {
      const said = String(text).trim();
      if (!said) return;
      panel.open();
      panel.send({ text: said }, said);
    },
    setChildAge: (months) => { panel.setChildAge(months); },
    on: (event, listener) => {
      const wrapped: EventListener = (happened) => { listener((happened as CustomEvent<Record<string, unknown>>).detail); };
      listeners.set(listener, wrapped);
      host.addEventListener(event, wrapped);
    },
    off: (event, listener) => {
      const wrapped = listeners.get(listener);
      if (wrapped) host.removeEventListener(event, wrapped);
    },
  };
  Object.defineProperty(window, "parentingAssistant", { value: Object.freeze(api), configurable: true });
  document.dispatchEvent(new CustomEvent(`${NAME}:ready`, { detail: api }));
}

// currentScript is gone once the document is read; it must be taken now.
const script = document.currentScript;
if (script instanceof HTMLScriptElement) begin(script);
