// The API in words that programs read: OpenAPI 3.1. A test compares its paths with the app's routes.

type Json = Readonly<Record<string, unknown>>;

const text = { type: "string" } as const;
const whole = { type: "integer" } as const;
const orNull = (type: string) => ({ type: [type, "null"] });

/** The document. */
export function openApi(version: string): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "polybot dashboard",
      version,
      description:
        "Reads the ledger of a bot. Everything but /, its files, /login and /healthz wants " +
        "the cookie of /login or the token as a bearer. Money and prices are integers of 1e-6 dollars, " +
        "shares of 1e-6, times Unix milliseconds.",
    },
    security: [{ cookie: [] }, { token: [] }],
    paths: { ...statusPaths, ...dataPaths, ...controlPaths },
    components: { securitySchemes, schemas },
  };
}

const securitySchemes: Json = {
  token: { type: "http", scheme: "bearer" },
  cookie: { type: "apiKey", in: "cookie", name: "polybot_8501", description: "polybot_<port>" },
};

const answer = (description: string, schema: Json, type = "application/json"): Json => ({
  description,
  content: { [type]: { schema } },
});
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const failure = (description: string) => answer(description, ref("Error"));
const query = (name: string, schema: Json): Json => ({ name, in: "query", schema });
const part = (name: string, description: string): Json => ({
  name,
  in: "path",
  required: true,
  description,
  schema: text,
});
const csrf: Json = { name: "X-Polybot-CSRF", in: "header", required: true, schema: text };
const body = (schema: Json): Json => ({
  required: true,
  content: { "application/json": { schema } },
});
const object = (properties: Json, optional: Json = {}): Json => ({
  type: "object",
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
});

const refusals: Json = {
  "401": failure("Not logged in"),
  "403": failure("Wrong Host, Origin or X-Polybot-CSRF, or read-only"),
  "429": failure("Too often; see Retry-After"),
};

const statusPaths: Json = {
  "/healthz": {
    get: {
      summary: "The server is alive",
      security: [],
      responses: { "200": answer("It is", object({ ok: { type: "boolean" } })) },
    },
  },
  "/readyz": {
    get: {
      summary: "The bot can open a position",
      responses: {
        "200": answer("It can", ref("Ready")),
        "503": answer("It cannot, with reasons", ref("Ready")),
        ...refusals,
      },
    },
  },
  "/metrics": {
    get: {
      summary: "Prometheus, text format 0.0.4",
      responses: { "200": answer("Metrics", text, "text/plain"), ...refusals },
    },
  },
  "/api/openapi.json": {
    get: {
      summary: "This document",
      responses: { "200": answer("OpenAPI 3.1", { type: "object" }), ...refusals },
    },
  },
  "/login": {
    post: {
      summary: "Changes the token into a cookie",
      security: [],
      requestBody: body(object({ token: text })),
      responses: {
        "200": answer("The cookie is set", object({ ok: { type: "boolean" } })),
        ...refusals,
      },
    },
  },
  "/api/session": {
    get: {
      summary: "What this session may do",
      responses: { "200": answer("The session", ref("Session")), ...refusals },
    },
  },
};

const asked: readonly Json[] = [
  query("arm", { enum: ["main", "noAi", "random"] }),
  query("window", { enum: ["1h", "24h", "7d"] }),
  query("id", { type: "string", maxLength: 200 }),
];

const dataPaths: Json = {
  "/api/report/{name}": {
    get: {
      summary: "One report, raw values",
      parameters: [part("name", "as `polybot report --list` names it"), ...asked],
      responses: {
        "200": answer("The report", ref("ReportAnswer")),
        "404": failure("No report of that name, or nothing of that id in it"),
        "503": failure("No ledger yet, it is being read, or it had to make way: see Retry-After"),
        ...refusals,
      },
    },
  },
  "/api/stream": {
    get: {
      summary: "Server-sent events: head and rows",
      description:
        "Event head: data Head, on connect, on each change and at least every 2 s. Event " +
        "rows: an array of ledger rows, whole events in order, none twice; id is the last one's seq. " +
        "Last-Event-ID, or after in the query, resumes behind that seq.",
      parameters: [
        { name: "Last-Event-ID", in: "header", schema: whole },
        query("after", whole),
      ],
      responses: {
        "200": answer("Events", text, "text/event-stream"),
        "503": failure("Too many pages are open"),
        ...refusals,
      },
    },
  },
  "/export/{name}.csv": {
    get: {
      summary: "A report as CSV, in dollars and shares, with times in ISO 8601",
      parameters: [part("name", "a report"), ...asked],
      responses: { "200": answer("The report", text, "text/csv"), ...refusals },
    },
  },
  "/export/ledger.ndjson": {
    get: {
      summary: "Every row of the ledger, one JSON a line",
      responses: { "200": answer("Rows", text, "application/x-ndjson"), ...refusals },
    },
  },
};

const controlPaths: Json = {
  "/api/command": {
    post: {
      summary: "Tells the bot something; with --control only",
      parameters: [csrf],
      requestBody: body(object({
        command: { enum: ["halt", "reduce", "resume", "flatten"] },
        reason: { type: "string", maxLength: 500 },
        confirm: { type: "string", description: "the command's word again" },
      }, {
        id: { type: "string", format: "uuid", description: "of your own; twice the same is one" },
      })),
      responses: {
        "202": answer("It waits in the inbox", object({ id: text })),
        "409": failure("It would do nothing"),
        ...refusals,
      },
    },
  },
  "/api/command/{id}": {
    get: {
      summary: "What became of a command",
      parameters: [part("id", "of the command")],
      responses: {
        "200": answer("taken: the bot wrote it into its ledger", ref("CommandState")),
        "404": failure("No command of that id"),
        ...refusals,
      },
    },
  },
  "/api/simulate": {
    post: {
      summary: "Simulates the account's futures, one simulation at a time",
      parameters: [csrf],
      requestBody: body(object({
        runs: { type: "integer", minimum: 1, maximum: 200_000 },
        days: { type: "integer", minimum: 1, maximum: 365 },
        seed: { type: "integer", minimum: 0, maximum: 0xffff_ffff },
      })),
      responses: {
        "202": answer("It runs", object({ id: text })),
        "409": failure("Another one is running"),
        ...refusals,
      },
    },
  },
  "/api/simulate/{id}": {
    get: {
      summary: "How far it is; one that nobody asks about for a minute is stopped",
      parameters: [part("id", "of the simulation")],
      responses: {
        "200": answer("Its state", ref("Simulation")),
        "404": failure("No simulation of that id"),
        ...refusals,
      },
    },
  },
};

const flag = { type: "boolean" } as const;
const objects = { type: "array", items: { type: "object" } } as const;

const schemas: Json = {
  Error: object({ error: object({ message: text, hint: orNull("string") }) }),
  Ready: object({ ready: flag, reasons: { type: "array", items: text } }),
  Session: object({ csrf: text, control: flag, version: text }),
  ReportAnswer: object({
    report: text,
    seq: whole,
    at: whole,
    maxAgeMs: orNull("integer"),
    sections: objects,
    pictures: objects,
  }),
  CommandState: object({ status: { enum: ["waiting", "taken"] } }),
  Simulation: {
    ...object({ done: flag, runs: whole, of: whole }),
    description:
      "With result: {sections, pictures} when it is done, or failed: why it came to nothing.",
  },
  Head: object({
    seq: whole,
    at: orNull("integer"),
    now: whole,
    mode: { enum: ["PAPER", "LIVE", "SANDBOX", null] },
    control: flag,
    trader: object({ alive: flag, heardAt: orNull("integer") }),
    ledger: object({ ok: flag, why: orNull("string") }),
    state: {
      ...object({
        word: { enum: ["ACTIVE", "REDUCING", "HALTED"] },
        reason: orNull("string"),
        who: orNull("string"),
        since: orNull("integer"),
      }),
      type: ["object", "null"],
    },
    version: text,
  }),
};
