/* What the scripts may hold. Phones in use know ES2021; of it all but lookbehind, which Safari learned in 16.4. */
import js from "@eslint/js";
import esx from "eslint-plugin-es-x";
import globals from "globals";

const BROWSER = ["generator/theme/**/*.js"];
const CLASSIC = ["generator/theme/assets/portal/early.js", "generator/theme/reload.js"]; // no modules

export default [
  { ignores: ["**/.*/", "**/node_modules/", "build/", "site/"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "eqeqeq": "error",
      "max-len": ["error", { code: 120 }],
      "no-unused-vars": ["error", { caughtErrors: "all" }]
    }
  },
  { files: BROWSER, ...esx.configs["flat/restrict-to-es2021"] },
  {
    files: BROWSER,
    languageOptions: { globals: globals.browser },
    rules: { "es-x/no-regexp-lookbehind-assertions": "error" }
  },
  { files: CLASSIC, languageOptions: { sourceType: "script" } },
  { files: ["*.js", "tests/**/*.{js,cjs}"], languageOptions: { globals: globals.node } }
];
