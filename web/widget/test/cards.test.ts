import { expect, it } from "vitest";
import { period } from "../src/cards";

it("a sitting's time is Wuxi's, whatever the phone is set to", () => {
  expect(period("2026-11-28T01:30:00Z", "2026-11-28T03:00:00Z")).toBe("11月28日（周六）9:30～11:00");
  expect(period("2026-11-28T09:30:00+08:00", null)).toBe("11月28日（周六）9:30");
});

it("what is no instant is shown as it came", () => {
  expect(period("周六上午", null)).toBe("周六上午");
});
