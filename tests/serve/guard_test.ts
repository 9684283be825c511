import assert from "node:assert/strict";
import { HOST, serveRig } from "./rig.ts";

const json = { "Content-Type": "application/json" };
const halt = { command: "halt", reason: "lunch", confirm: "halt" };

async function refused(response: Response, status: number, words: RegExp): Promise<void> {
  const { error } = await response.json();
  assert.equal(response.status, status, error.message);
  assert.match(error.message, words);
}

Deno.test("without the token there is the page, the login and whether it is alive, nothing else", async () => {
  const { raw } = serveRig();
  for (const path of ["/", "/healthz"]) {
    const response = await raw(path);
    assert.equal(response.status, 200, path);
    await response.body?.cancel();
  }
  const closed = [
    "/api/report/count",
    "/api/stream",
    "/api/session",
    "/api/openapi.json",
    "/readyz",
  ];
  for (const path of [...closed, "/metrics", "/export/ledger.ndjson", "/export/count.csv", "/x"]) {
    await refused(await raw(path), 401, /Log in first/);
  }
  const wrong = { Authorization: "Bearer nonsense" };
  await refused(await raw("/api/session", { headers: wrong }), 401, /not the token/);
});

Deno.test("the token is changed into a cookie that scripts and other sites do not get", async () => {
  const { raw, token } = serveRig();
  const body = JSON.stringify({ token });
  const login = await raw("/login", { method: "POST", headers: json, body });
  assert.equal(login.status, 200);
  await login.body?.cancel();
  const cookie = login.headers.get("Set-Cookie") ?? "";
  assert.match(
    cookie,
    /^polybot_8501=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  assert.ok(!cookie.includes(token));
  const headers = { Cookie: cookie.split(";")[0] ?? "" };
  const session = await raw("/api/session", { headers });
  assert.deepEqual(Object.keys(await session.json()), ["csrf", "control", "version"]);
  const other = { Cookie: "polybot_8501=AAAA" };
  await refused(await raw("/api/session", { headers: other }), 401, /Log in first/);
});

Deno.test("a cookie is good for twelve hours", async () => {
  const rig = serveRig();
  const body = JSON.stringify({ token: rig.token });
  const login = await rig.raw("/login", { method: "POST", headers: json, body });
  await login.body?.cancel();
  const headers = { Cookie: (login.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "" };
  rig.clock += 12 * 3_600_000 - 1;
  assert.equal((await rig.raw("/api/session", { headers })).status, 200);
  rig.clock += 1;
  assert.equal((await rig.raw("/api/session", { headers })).status, 401);
});

Deno.test("the token is a bearer however that is written", async () => {
  const rig = serveRig();
  for (const scheme of ["Bearer", "bearer", "BEARER "]) {
    const headers = { Authorization: `${scheme} ${rig.token}` };
    assert.equal((await rig.raw("/api/session", { headers })).status, 200, scheme);
  }
});

Deno.test("five wrong tokens, then one each ten seconds, the right one included", async () => {
  const rig = serveRig();
  const login = (token: string) =>
    rig.raw("/login", { method: "POST", headers: json, body: JSON.stringify({ token }) });
  for (let i = 0; i < 4; i++) await refused(await login("wrong"), 401, /not the token/);
  await refused(await rig.raw("/metrics", { headers: { Authorization: "Bearer x" } }), 401, /not/);
  const late = await login(rig.token);
  assert.equal(late.headers.get("Retry-After"), "10");
  await refused(late, 429, /Too many wrong tokens/);
  await refused(await rig.get("/metrics"), 429, /Too many wrong tokens/);
  rig.clock += 10_000;
  assert.equal((await login(rig.token)).status, 200);
});

Deno.test("a name that was pointed at this machine is not answered (DNS rebinding)", async () => {
  const { app, token } = serveRig();
  const Authorization = `Bearer ${token}`;
  const ask = (Host: string) =>
    app.request(`http://${HOST}/api/session`, { headers: { Host, Authorization } });
  for (const host of ["evil.example:8501", "127.0.0.1:80", "127.0.0.1", "192.168.1.5:8501", ""]) {
    await refused(await ask(host), 403, /not called that/);
  }
  for (const host of [HOST, "localhost:8501", "[::1]:8501"]) {
    assert.equal((await ask(host)).status, 200, host);
  }
});

Deno.test("a page of another site gets neither data nor effect", async () => {
  const rig = serveRig();
  const foreign = [
    { Origin: "http://evil.example" },
    { Origin: "null" },
    { Origin: "https://127.0.0.1:8501" },
    { Origin: "http://127.0.0.1:9999" },
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
  ] as readonly Record<string, string>[];
  for (const headers of foreign) {
    await refused(await rig.post("/api/command", halt, headers), 403, /Another site/);
    await refused(await rig.post("/login", { token: rig.token }, headers), 403, /Another site/);
    await refused(await rig.get("/api/stream", headers), 403, /Another site/);
    await refused(await rig.get("/api/report/count", headers), 403, /Another site/);
  }
  assert.deepEqual(rig.commands, []);
  const own = { Origin: `http://${HOST}`, "Sec-Fetch-Site": "same-origin" };
  assert.equal((await rig.post("/api/command", halt, own)).status, 202);
});

Deno.test("a command needs the CSRF value of its own session and the command's word twice", async () => {
  const rig = serveRig();
  const without = { ...json, Authorization: `Bearer ${rig.token}` };
  const body = JSON.stringify(halt);
  const bare = await rig.raw("/api/command", { method: "POST", headers: without, body });
  await refused(bare, 403, /X-Polybot-CSRF/);
  const wrong = { "X-Polybot-CSRF": "x" };
  await refused(await rig.post("/api/command", halt, wrong), 403, /X-Polybot-CSRF/);
  await refused(await rig.post("/api/command", { ...halt, confirm: "yes" }), 400, /confirm/);
  const unexplained = { command: "resume", reason: " ", confirm: "resume" };
  await refused(await rig.post("/api/command", unexplained), 400, /resume wants a reason/);
  await refused(await rig.post("/api/command", { ...halt, command: "buy" }), 400, /command must/);
  const resume = { command: "resume", reason: "x", confirm: "resume" };
  await refused(await rig.post("/api/command", resume), 409, /the file is there/);
  assert.deepEqual(rig.commands, []);
  const done = await rig.post("/api/command", halt);
  assert.equal(done.status, 202);
  const { id } = await done.json();
  assert.deepEqual(rig.commands, ["halt: lunch"]);
  assert.deepEqual(await (await rig.get(`/api/command/${id}`)).json(), { status: "waiting" });
  const other = `/api/command/${id.slice(0, -1)}2`;
  await refused(await rig.get(other), 404, /no command/);
});

Deno.test("a command keeps the id that it was sent with, which must be a UUID", async () => {
  const rig = serveRig();
  for (const id of [5, "", "../inbox", "00000000-0000-0000-0000-00000000000G"]) {
    await refused(await rig.post("/api/command", { ...halt, id }), 400, /UUID/);
  }
  const own = { ...halt, id: "00000000-0000-4000-8000-00000000000a" };
  assert.deepEqual(await (await rig.post("/api/command", own)).json(), { id: own.id });
});

Deno.test("read-only, the server takes no command", async () => {
  const rig = serveRig({ control: false });
  await refused(await rig.post("/api/command", halt), 403, /only reads/);
  assert.equal((await (await rig.get("/api/session")).json()).control, false);
});

Deno.test("bodies are small, JSON, and said to be JSON", async () => {
  const rig = serveRig();
  const long = { ...halt, reason: "x".repeat(5_000) };
  await refused(await rig.post("/api/command", long), 413, /at most 4096 bytes/);
  await refused(await rig.post("/api/command", "{"), 400, /not JSON/);
  await refused(await rig.post("/api/command", "[]"), 400, /object/);
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  await refused(await rig.post("/api/command", "a=b", form), 415, /application\/json/);
  await refused(await rig.post("/login", "token=x", form), 415, /application\/json/);
});

Deno.test("a simulation is asked for within bounds, one at a time", async () => {
  const rig = serveRig();
  const wanted = { runs: 1_000, days: 30, seed: 1 };
  for (
    const change of [{ runs: 200_001 }, { runs: 0 }, { runs: 1.5 }, { days: "9" }, { seed: -1 }]
  ) {
    await refused(await rig.post("/api/simulate", { ...wanted, ...change }), 400, /whole numbers/);
  }
  await refused(await rig.post("/api/simulate", { ...wanted, runs: 13 }), 409, /Another/);
  assert.deepEqual(await (await rig.post("/api/simulate", wanted)).json(), { id: "sim" });
  assert.deepEqual(await (await rig.get("/api/simulate/sim")).json(), {
    done: false,
    runs: 1,
    of: 2,
  });
  await refused(await rig.get("/api/simulate/other"), 404, /no simulation/);
});

Deno.test("no path leads out of the page", async () => {
  const rig = serveRig();
  const paths = [
    "/../deno.json",
    "/%2e%2e/deno.json",
    "/..%2fdeno.json",
    "/main.ts",
    "//etc/passwd",
  ];
  for (const path of [...paths, "/export/..%2f..%2fledger.csv", "/export/%2e%2e.csv"]) {
    await refused(await rig.get(path), 404, /nothing here|no report/);
  }
  for (const name of ["__proto__", "constructor", "..%2fcount", "%00"]) {
    await refused(await rig.get(`/api/report/${name}`), 404, /no report|nothing here/);
  }
});

Deno.test("every answer carries the headers that shut browsers in", async () => {
  const rig = serveRig();
  for (const path of ["/", "/api/session", "/nothing", "/api/report/broken", "/api/report/count"]) {
    await rig.step();
    const response = await rig.get(path);
    await response.body?.cancel();
    const { headers } = response;
    assert.equal(
      headers.get("Content-Security-Policy"),
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    );
    assert.equal(headers.get("X-Content-Type-Options"), "nosniff");
    assert.equal(headers.get("Referrer-Policy"), "no-referrer");
    assert.equal(headers.get("Cache-Control"), "no-store");
    assert.equal(headers.get("Strict-Transport-Security"), null);
    assert.equal(headers.get("Access-Control-Allow-Origin"), null);
  }
});

Deno.test("what had to make way is asked for again, and is no failure", async () => {
  const rig = serveRig();
  await rig.step();
  const response = await rig.get("/api/report/busy");
  assert.equal(response.headers.get("Retry-After"), "2");
  await refused(response, 503, /Others asked since/);
  assert.deepEqual(rig.warned, []);
});

Deno.test("what fails inside is said on the terminal and not to the page", async () => {
  const rig = serveRig();
  await rig.step();
  const response = await rig.get("/api/report/broken");
  const text = await response.text();
  assert.equal(response.status, 500);
  assert.ok(!text.includes("hunter2"));
  assert.deepEqual(rig.warned, ["GET /api/report/:name: the secret is hunter2"]);
});
