import { describe, expect, it } from "vitest";
import { navigation, safeAddress, telephone } from "../src/links";

const BASE = "https://assistant.example";

describe("addresses", () => {
  it.each(["javascript:alert(1)", "data:text/html,<script>1</script>", "vbscript:x", "file:///etc/passwd", " javascript:alert(1)", "java\nscript:alert(1)", "http://", "", null, 7, {}])(
    "%s becomes no link",
    (given) => {
      expect(safeAddress(given, BASE)).toBeNull();
    },
  );

  it("an address of the service may be short", () => {
    expect(safeAddress("/handbook/salt", BASE)).toBe("https://assistant.example/handbook/salt");
  });

  it("an address elsewhere stays", () => {
    expect(safeAddress("https://other.example/a?b=1", BASE)).toBe("https://other.example/a?b=1");
  });
});

describe("telephone numbers", () => {
  it.each([["120", "tel:120"], ["0510-8272 1234", "tel:051082721234"], ["+86 138 0013 8000", "tel:+8613800138000"], ["电话 12345", "tel:12345"], ["82721234转801", "tel:82721234"]])(
    "%s can be called",
    (written, address) => {
      expect(telephone(written)).toBe(address);
    },
  );

  it.each(["", "无", "javascript:alert(1)", "1", null, 120])("%s cannot", (written) => {
    expect(telephone(written)).toBeNull();
  });
});

it("a map application is asked for address and name, packed so that nothing breaks out", () => {
  expect(navigation('甲"><script>', "一路1号")).not.toMatch(/["<>]/);
});
