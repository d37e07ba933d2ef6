// Routex and its provider simulator as processes of their own, on free ports and in folders of their own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const BINARY = process.env.ROUTEX_BIN;
const LIMIT_MS = 60_000;

export const USER = { username: "operator", password: "correct horse battery" };
export const KEY = "rx-key-for-the-browser-tests";

/// Starts `routex ARGUMENTS` and waits until it listens.
async function run(args) {
  const child = spawn(BINARY, args, { stdio: ["ignore", "pipe", "pipe"], env: { RUST_LOG: "warn" } });
  const said = [];
  child.stderr.on("data", (data) => said.push(String(data)));
  const lines = createInterface({ input: child.stdout });
  const watchdog = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const heard = [];
  const waiting = new Set();
  lines.on("line", (line) => {
    heard.push(line);
    for (const look of waiting) look();
  });

  /// The first line that fits, now or later.
  const line = (pattern) =>
    new Promise((found, failed) => {
      const gone = () => failed(new Error(`routex ${args[0]} ended early:\n${heard.join("\n")}\n${said.join("")}`));
      const look = () => {
        const match = heard.map((one) => one.match(pattern)).find(Boolean);
        if (!match) return;
        waiting.delete(look);
        child.off("exit", gone);
        found(match);
      };
      waiting.add(look);
      child.once("exit", gone);
      look();
    });

  const [, url] = await line(/listening on (http:\S+)/);
  clearTimeout(watchdog);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  };
  return { url, line, stop };
}

export const simulator = () => run(["simulate", "--port", "0"]);

/// A channel of the file that leads to the simulator.
export function channel(name, provider, rest = "") {
  return `
[[channel]]
name = "${name}"
provider = "openai_compatible"
base_url = "${provider.url}/v1"
dialects = ["anthropic", "openai_chat", "openai_responses", "gemini"]
api_keys = ["sk-simulated-${name}"]
allow_private_network = true
${rest}
`;
}

/// A file that leaves nothing to set up.
export function operated(...channels) {
  return `
[admin]
username = "${USER.username}"
password = "${USER.password}"

[[client_key]]
name = "laptop"
key = "${KEY}"
${channels.join("")}`;
}

/// Routex in a folder of its own. `restart` comes back with the same data at the same address.
export async function routex(config = "") {
  const folder = mkdtempSync(join(tmpdir(), "routex-browser-"));
  const file = join(folder, "routex.toml");
  writeFileSync(file, config);
  const start = (port) => run(["serve", "--config", file, "--data-dir", folder, "--port", String(port)]);
  let running = await start(0);
  const { url } = running;
  return {
    url,
    setupLink: async () => (await running.line(/set Routex up at (\S+#token=\w+)/))[1],
    halt: () => running.stop(),
    resume: async () => {
      running = await start(new URL(url).port);
    },
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    /// One request of a client; its status.
    ask: async (model, key = KEY) => {
      const answer = await fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }] }),
      });
      await answer.arrayBuffer();
      return answer.status;
    },
  };
}
