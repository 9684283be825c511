import { loadTests } from "../support/suite.ts";

await loadTests("cli", "config", "contract", "docs", "runtime", "serve", "web", "tidy_test.ts");
