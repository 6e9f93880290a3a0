import { defineConfig } from "vite";

// One file for everything; es2019 is what phones of 2018 and WeChat's browser of that time understand.
export default defineConfig({
  build: {
    target: "es2019",
    lib: { entry: "src/main.ts", formats: ["iife"], name: "parentingAssistantWidget", fileName: () => "widget.js" },
    outDir: "../../assistant/channels/widget/files",
    emptyOutDir: false,
    sourcemap: false,
    reportCompressedSize: false,
  },
  test: { include: ["test/**/*.test.ts"] },
});
