// A certified OpenID provider in this process, and an upstream that takes its tokens alone.

import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

import { require } from "./packages.mjs";

const { Provider } = await import(pathToFileURL(require.resolve("oidc-provider")).href);

export const CLIENT = { id: "routex-of-the-tests", secret: "a-secret-of-the-tests" };
/// Asks what tokens are worth, and is given none.
const UPSTREAM = { id: "upstream-of-the-tests", secret: "another-secret-of-the-tests" };
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

async function listen(handle) {
  const server = createServer(handle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

/// Refresh tokens are replaced whenever they are used.
export async function openid(redirect) {
  let answer;
  let held = null;
  const server = await listen(async (request, response) => {
    if (held && request.url === "/token") {
      held.arrived();
      await held.opened;
    }
    answer(request, response);
  });
  const provider = new Provider(server.url, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirect],
        grant_types: ["authorization_code", "refresh_token", DEVICE],
        response_types: ["code"],
      },
      { client_id: UPSTREAM.id, client_secret: UPSTREAM.secret, redirect_uris: ["https://upstream.example/"] },
    ],
    claims: { openid: ["sub"], email: ["email"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, email: `${sub}@id.example` }) }),
    features: { deviceFlow: { enabled: true }, introspection: { enabled: true }, revocation: { enabled: true } },
    cookies: { keys: ["a key of the tests"] },
    issueRefreshToken: (_, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
  });
  answer = provider.callback();
  let refreshes = 0;
  provider.on("grant.success", ({ oidc }) => (refreshes += Number(oidc.params.grant_type === "refresh_token")));
  return {
    ...server,
    refreshes: () => refreshes,
    /// By introspection, as an upstream would ask (RFC 7662).
    knows: async (token) => {
      const answer = await fetch(`${server.url}/token/introspection`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${UPSTREAM.id}:${UPSTREAM.secret}`)}` },
        body: new URLSearchParams({ token, token_type_hint: "access_token" }),
      });
      return (await answer.json()).active;
    },
    /// The next time that tokens are given for a device.
    device: () =>
      new Promise((given) => {
        const look = ({ oidc }) => {
          if (oidc.params.grant_type !== DEVICE) return;
          provider.off("grant.success", look);
          given();
        };
        provider.on("grant.success", look);
      }),
    /// The next time that somebody gives tokens back.
    givenBack: () => once(provider, "grant.revoked"),
    expire: async (token) => (await provider.AccessToken.find(token)).destroy(),
    /// Nothing that came of this sign-in is good any more.
    revoke: async (token) => {
      const { grantId } = await provider.AccessToken.find(token);
      await Promise.all([provider.AccessToken, provider.RefreshToken].map((kind) => kind.revokeByGrantId(grantId)));
    },
    /// From now on questions for tokens wait until it is opened.
    hold: () => {
      const gate = new EventEmitter();
      held = { arrived: () => gate.emit("arrived"), opened: once(gate, "opened") };
      const open = () => {
        held = null;
        gate.emit("opened");
      };
      return { arrived: once(gate, "arrived"), open };
    },
  };
}

/// Answers whoever shows a token that the provider knows, and remembers those.
export async function upstream(provider) {
  const tokens = [];
  const server = await listen(async (request, response) => {
    request.resume();
    await once(request, "end");
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    const good = await provider.knows(token);
    if (good) tokens.push(token);
    const body = good
      ? {
          id: "chatcmpl-1",
          object: "chat.completion",
          created: 1,
          model: "m",
          choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
          usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
        }
      : { error: { message: "This token is not known.", type: "invalid_request_error" } };
    response.writeHead(good ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  return { ...server, tokens };
}
