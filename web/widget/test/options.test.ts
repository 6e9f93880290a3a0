import { expect, it } from "vitest";
import { mayGreet } from "../src/greeting";
import { readOptions, readTopics } from "../src/options";
import { ageInWords } from "../src/wording";

function options(attributes: Record<string, string>) {
  return readOptions((name) => attributes[name] ?? null, "https://assistant.example/widget.js?v=1");
}

it("a key alone is enough", () => {
  expect(options({ "data-site-key": "clinic" })).toMatchObject({
    service: "https://assistant.example", siteKey: "clinic", language: "zh-CN", position: "", colour: "", topics: [], theme: "auto", bigText: false, page: false,
  });
});

it("what cannot be meant takes its default", () => {
  const read = options({ "data-site-key": "c", "data-colour": "red;}", "data-position": "top", "data-language": "xx", "data-theme": "pink", "data-mode": "x" });
  expect(read).toMatchObject({ colour: "", position: "", language: "zh-CN", theme: "auto", page: false });
});

it("topics are written with bars, at most six, none too long", () => {
  expect(readTopics("甲｜乙| |丙")).toEqual(["甲", "乙", "丙"]);
  expect(readTopics("1|2|3|4|5|6|7")).toHaveLength(6);
  expect(readTopics("长".repeat(99))[0]).toHaveLength(40);
});

it.each(["发烧先吃退烧药", "疫苗到货", "育儿补贴来领"])("%s is no greeting", (greeting) => {
  expect(mayGreet(greeting)).toBe(false);
});

it("a welcome is a greeting", () => {
  expect(mayGreet("欢迎来到甲诊所，有什么可以帮您？")).toBe(true);
});

it.each([[0, "不满1个月"], [8, "8个月"], [12, "1岁"], [18, "1岁半"], [27, "2岁3个月"]])("%d months are %s", (months, words) => {
  expect(ageInWords(months)).toBe(words);
});
