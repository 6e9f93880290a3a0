import { describe, expect, it } from "vitest";
import { contrast, ENOUGH, inkOn, parse, readableOn } from "../src/colour";

describe("colours that a clinic chooses", () => {
  it.each(["#ffff00", "#ffffff", "#000000", "#0b6b5d", "#ff8800", "#7f7f7f", "#00ffff"])("%s can be read on both papers", (colour) => {
    for (const paper of ["#ffffff", "#1e2528"]) {
      const shown = readableOn(colour, paper);
      expect(contrast(shown, paper)).toBeGreaterThanOrEqual(ENOUGH);
      expect(contrast(shown, inkOn(shown))).toBeGreaterThanOrEqual(ENOUGH);
    }
  });

  it("a colour that can be read already stays as it is", () => {
    expect(readableOn("#0b6b5d", "#ffffff")).toBe("#0b6b5d");
  });

  it.each(["red", "url(x)", "#12", "#12345g", "", "#fff;background:url(x)"])("%s is no colour", (colour) => {
    expect(parse(colour)).toBeNull();
  });
});
