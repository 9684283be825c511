import { parse } from "yaml";
import {
  type ForecasterName,
  forecasterNames,
  isForecaster,
} from "../sandbox/bedrock/forecaster.ts";
import { parseScenario } from "../sandbox/world/parse_scenario.ts";
import type { Scenario } from "../sandbox/world/scenario.ts";
import { scenarios } from "../sandbox/world/scenarios.ts";
import { CliError } from "../cli/exit.ts";
import { suggest } from "../config/suggest.ts";

/** A scenario and what it is called in messages and in a ledger's header. */
export interface FoundScenario {
  readonly name: string;
  readonly scenario: Scenario;
}

/** A shipped scenario by name, or one of a YAML or JSON file. Throws CliError with what is wrong. */
export function findScenario(nameOrFile: string): FoundScenario {
  const shipped = Object.hasOwn(scenarios, nameOrFile) ? scenarios[nameOrFile] : undefined;
  if (shipped !== undefined) return { name: nameOrFile, scenario: shipped };
  if (!/\.(ya?ml|json)$/i.test(nameOrFile)) {
    const near = suggest(nameOrFile, Object.keys(scenarios));
    throw new CliError("usage", `Cannot find scenario ${nameOrFile}`, {
      hint: near === null ? "polybot sandbox --list names them" : `did you mean ${near}?`,
    });
  }
  const read = parseScenario(readDocument(nameOrFile), nameOrFile);
  if (read.ok) return { name: nameOrFile, scenario: read.value };
  throw new CliError("problems", `Cannot use ${nameOrFile}: ${read.error.join("; ")}`, {
    hint: "docs/SANDBOX.md says what such a file may hold",
  });
}

/** A forecaster by name, as settings; nothing for the scenario's own. Throws CliError for a stranger. */
export function findForecaster(
  name: string | undefined,
): { readonly forecaster?: ForecasterName } {
  if (name === undefined) return {};
  if (isForecaster(name)) return { forecaster: name };
  const near = suggest(name, forecasterNames);
  throw new CliError("usage", `Cannot find forecaster ${name}`, {
    hint: near === null ? `there are ${forecasterNames.join(", ")}` : `did you mean ${near}?`,
  });
}

/** A YAML or JSON file as a plain value. Throws CliError when it cannot be read. */
export function readDocument(path: string): unknown {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CliError("notFound", `Cannot read ${path}: there is no such file`);
  }
  try {
    return parse(text);
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    throw new CliError("problems", `Cannot read ${path}: ${reason}`);
  }
}
