// What a web master wrote on the script tag.

import { parse } from "./colour";
import type { Language } from "./wording";

export interface Options {
  service: string;
  siteKey: string;
  language: Language;
  position: "left" | "right" | "";
  colour: string;
  greeting: string;
  topics: string[];
  theme: "auto" | "light" | "dark";
  bigText: boolean;
  page: boolean;
  nonce: string;
}

const MOST_TOPICS = 6;
const LONGEST_TOPIC = 40;

/**
 * Read the options.
 *
 * @param attribute - Returns the value of a data attribute, null where it is absent.
 * @param source - Address of the script; the service is where it came from.
 */
export function readOptions(attribute: (name: string) => string | null, source: string, nonce = ""): Options {
  const text = (name: string): string => (attribute(`data-${name}`) ?? "").trim();
  const chosen = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find((value) => value === text(name)) ?? otherwise;
  return {
    service: new URL(text("service") || source).origin,
    siteKey: text("site-key"),
    language: chosen("language", ["zh-CN", "en"], "zh-CN"),
    position: chosen("position", ["left", "right", ""], ""),
    colour: parse(text("colour")) ? text("colour") : "",
    greeting: text("greeting").slice(0, 300),
    topics: readTopics(text("topics")),
    theme: chosen("theme", ["auto", "light", "dark"], "auto"),
    bigText: text("big-text") === "true",
    page: text("mode") === "page",
    nonce,
  };
}

/** Topics are written with a vertical bar between them. */
export function readTopics(written: string): string[] {
  const topics = written.split(/[|｜]/).map((topic) => topic.trim().slice(0, LONGEST_TOPIC));
  return topics.filter((topic) => topic).slice(0, MOST_TOPICS);
}
