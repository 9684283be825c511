import type { CommandContext, SandboxOptions } from "../cli/context.ts";
import { CliError, exitCode } from "../cli/exit.ts";
import { printAnswer } from "../cli/print.ts";
import { forecasters } from "../sandbox/bedrock/forecaster.ts";
import {
  type ArgumentSpec,
  FAULT_NAMES,
  type FaultName,
  MENU,
  specOf,
} from "../sandbox/faults/menu.ts";
import { parseFaults, type TimedFault } from "../sandbox/faults/request.ts";
import { type Sandbox, startSandbox } from "../sandbox/server.ts";
import { scenarios } from "../sandbox/world/scenarios.ts";
import { type Cell, type Report, table } from "../report/report.ts";
import { sectionsText } from "./reading.ts";
import { findForecaster, findScenario, readDocument } from "./scenario.ts";
import { systemWall } from "./wall.ts";

const POLL_MS = 100;

/** Runs a venue on this machine until it is stopped, or lists what it can be. */
export async function sandboxCommand(
  context: CommandContext,
  options: SandboxOptions,
): Promise<number> {
  if (options.list) return list(context);
  const stopping = context.listenForStop();
  const sandbox = await open(context, options);
  try {
    announce(context, sandbox, options);
    const end = options.maxRuntimeMs === undefined
      ? Infinity
      : systemWall.now() + options.maxRuntimeMs;
    while (!stopping.stopped() && systemWall.now() < end) await systemWall.sleep(POLL_MS);
    return stopping.signal() === null ? exitCode.ok : exitCode.interrupted;
  } finally {
    stopping.release();
    await sandbox.close();
  }
}

async function open(context: CommandContext, options: SandboxOptions): Promise<Sandbox> {
  const loaded = context.loadConfig();
  const { scenario } = findScenario(options.scenario);
  try {
    return await startSandbox({
      port: options.port,
      scenario,
      seed: options.seed ?? loaded.runtime.seed,
      speed: options.speed,
      ...findForecaster(options.forecaster),
      ...(options.faults === undefined ? {} : { faults: faultsIn(options.faults) }),
    });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new CliError("refused", `Cannot listen on port ${options.port}: it is taken`, {
      hint: "--port 0 takes a free one",
    });
  }
}

function faultsIn(path: string): readonly TimedFault[] {
  const read = parseFaults(readDocument(path));
  if (read.ok) return read.value;
  throw new CliError("problems", `Cannot use ${path}: ${read.error.join("; ")}`, {
    hint: "polybot sandbox --list names every fault and what it takes",
  });
}

function announce(context: CommandContext, { url }: Sandbox, options: SandboxOptions): void {
  const { scenario, speed } = options;
  printAnswer(context, {
    command: "sandbox",
    data: { url, scenario, speed },
    text: () =>
      [
        `A venue with made-up markets listens at ${url}; Ctrl-C stops it.`,
        `Scenario ${scenario}, ${speed === 1 ? "real time" : `${speed} times real time`}.`,
        "",
        `  polybot scan --venue ${url}`,
        `  polybot trade --dry-run --venue ${url} --data-dir data/rehearsal`,
        `  polybot ai test --venue ${url}`,
        `  curl -X POST ${url}/sandbox/faults -d '{"name":"freeze","forMs":20000}'`,
      ].join("\n"),
  });
}

function list(context: CommandContext): number {
  const sections: readonly Report[] = [scenarioTable(), forecasterTable(), faultTable()];
  printAnswer(context, {
    command: "sandbox",
    data: { sections },
    text: () => sectionsText(sections, context),
  });
  return exitCode.ok;
}

function scenarioTable(): Report {
  const rows = Object.entries(scenarios).map(([name, { description }]): Cell[] => [
    name,
    description,
  ]);
  return table({ name: "scenarios", title: "Scenarios", notes: ["--scenario NAME, or a file."] }, [
    { key: "scenario", label: "scenario", unit: "text" },
    { key: "description", label: "what happens in it", unit: "text" },
  ], rows);
}

function forecasterTable(): Report {
  const rows = Object.entries(forecasters).map(([name, { about }]): Cell[] => [name, about]);
  const notes = ["--forecaster NAME: who answers for the models of its local Bedrock."];
  return table({ name: "forecasters", title: "Forecasters", notes }, [
    { key: "forecaster", label: "forecaster", unit: "text" },
    { key: "about", label: "how good it is", unit: "text" },
  ], rows);
}

function faultTable(): Report {
  const rows = FAULT_NAMES.map((name): Cell[] => [name, argumentsOf(name), aboutOf(name)]);
  const notes = ["--faults FILE, or POST /sandbox/faults while it runs."];
  return table({ name: "faults", title: "Faults", notes }, [
    { key: "fault", label: "fault", unit: "text" },
    { key: "arguments", label: "arguments", unit: "text" },
    { key: "about", label: "what goes wrong", unit: "text" },
  ], rows);
}

/** What goes wrong, and which values there are where there are only some. */
function aboutOf(name: FaultName): string {
  const values = Object.entries<ArgumentSpec>(specOf(name).args).flatMap(([key, { oneOf }]) =>
    oneOf === undefined ? [] : [` ${key}: ${oneOf.join(", ")}.`]
  );
  return `${MENU[name].about}${values.join("")}`;
}

function argumentsOf(name: FaultName): string {
  const given = Object.entries<ArgumentSpec>(specOf(name).args).map(([key, { fallback }]) =>
    fallback === null ? key : `${key}=${fallback}`
  );
  return given.length === 0 ? "-" : given.join(" ");
}
