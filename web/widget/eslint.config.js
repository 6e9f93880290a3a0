import tseslint from "typescript-eslint";

const HTML_AS_TEXT = "Build elements and set textContent: text from anywhere is never parsed as HTML.";

export default tseslint.config(
  { ignores: ["node_modules"] },
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts"],
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-console": ["error", { allow: ["warn"] }],
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({ property, message: HTML_AS_TEXT })),
      ],
      // Newer than the oldest browser that the widget supports.
      "no-restricted-syntax": [
        "error",
        ...["replaceChildren", "replaceAll", "randomUUID", "structuredClone", "flatMap", "allSettled"].map((name) => ({
          selector: `MemberExpression[property.name="${name}"]`,
          message: `${name} is missing in phones of 2018.`,
        })),
      ],
    },
  },
);
