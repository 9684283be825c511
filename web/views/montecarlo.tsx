import { useId, useState } from "preact/hooks";
import type { JSX } from "preact";
import { cell, count, plain } from "../../src/report/format.ts";
import type { Picture } from "../../src/report/picture.ts";
import type { Report } from "../../src/report/report.ts";
import { Chart } from "../charts/chart.tsx";
import { useReport } from "../data.ts";
import { Trouble } from "../loaded.tsx";
import { sectionOf, Sections } from "../sections.tsx";
import { withActual } from "./actual_path.ts";
import { simulation, type SimulationRequest, startSimulation } from "./simulation.ts";

/** What may happen to the account: simulated from the page, beside what did. */
export function MonteCarloView(_: { readonly params: URLSearchParams }): JSX.Element {
  const state = simulation.value;
  return (
    <>
      <Form isRunning={state.kind === "running"} />
      {state.kind === "none" && (
        <p class="empty">
          Nothing was simulated yet. A simulation draws trades of this account's own rules, over and
          over, and says what came of them; it takes no part in trading.
        </p>
      )}
      {state.kind === "failed" && <Trouble failure={state.failure} old={false} />}
      {state.kind === "done" && <Result {...state.result} asked={state.asked} />}
    </>
  );
}

const MOST_RUNS = 200_000;
const MOST_DAYS = 365;

function Form({ isRunning }: { readonly isRunning: boolean }): JSX.Element {
  const [asked, setAsked] = useState<SimulationRequest>({ runs: 10_000, days: 90, seed: 1 });
  const change = (key: keyof SimulationRequest) => (value: number) =>
    setAsked({ ...asked, [key]: value });
  const submit = (event: Event) => {
    event.preventDefault();
    void startSimulation(asked);
  };
  return (
    <section class="card" aria-labelledby="simulate">
      <h2 id="simulate">Simulate this account</h2>
      <form class="simulate" onSubmit={submit}>
        <Field
          label="futures"
          least={100}
          most={MOST_RUNS}
          value={asked.runs}
          on={change("runs")}
        />
        <Field label="days" least={1} most={MOST_DAYS} value={asked.days} on={change("days")} />
        <Field label="seed" least={0} most={0xffff_ffff} value={asked.seed} on={change("seed")} />
        <button type="submit" class="primary" disabled={isRunning}>
          {isRunning ? "Running" : "Start"}
        </button>
      </form>
      <Progress />
    </section>
  );
}

function Field(
  { label, least, most, value, on }: {
    readonly label: string;
    readonly least: number;
    readonly most: number;
    readonly value: number;
    readonly on: (value: number) => void;
  },
): JSX.Element {
  const id = useId();
  return (
    <span>
      <label for={id}>{label}</label>{" "}
      <input
        id={id}
        type="number"
        required
        min={least}
        max={most}
        step={1}
        value={value}
        onInput={({ currentTarget }) => {
          if (Number.isFinite(currentTarget.valueAsNumber)) on(currentTarget.valueAsNumber);
        }}
      />
    </span>
  );
}

function Progress(): JSX.Element | null {
  const state = simulation.value;
  if (state.kind !== "running") return null;
  const words = `${count(state.runs)} of ${count(state.of)} futures`;
  return (
    <p role="status">
      <progress value={state.runs} max={state.of} aria-label="Simulation" /> {words}
    </p>
  );
}

function Result(
  { sections, pictures, asked }: {
    readonly sections: readonly Report[];
    readonly pictures: readonly Picture[];
    readonly asked: SimulationRequest;
  },
): JSX.Element {
  const equity = useReport("equity");
  const actual = equity.answer === null ? undefined : sectionOf(equity.answer.sections, "equity");
  const [first, ...others] = sections;
  return (
    <>
      <p class="hint">
        {count(asked.runs)} futures of {cell(asked.days, "count")} days from seed{" "}
        {asked.seed}: the same three numbers on the same ledger give the same result.
      </p>
      {first !== undefined && <Sections sections={[first]} />}
      <section class="card charts wide-first" aria-label="Pictures of the simulation">
        {pictures.map((picture) => (
          <Chart
            key={plain(picture.name)}
            picture={picture.name === "account" ? withActual(picture, actual) : picture}
          />
        ))}
      </section>
      <Sections sections={others} />
    </>
  );
}
