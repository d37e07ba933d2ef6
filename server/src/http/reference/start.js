// Shows the document that this Routex serves. Nothing is fetched from elsewhere: the validator would be.

// A signed-in browser is known by its cookie; what changes something needs its token beside it. A bearer needs neither.
async function withToken(request) {
  const reads = ["GET", "HEAD"].includes((request.method || "GET").toUpperCase());
  if (request.loadSpec || reads || request.headers?.Authorization) return request;
  const answer = await fetch("../session", { credentials: "same-origin" });
  const session = answer.ok ? await answer.json() : {};
  if (session.csrf_token) request.headers["x-csrf-token"] = session.csrf_token;
  return request;
}

SwaggerUIBundle({
  url: "../openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  filter: true,
  displayRequestDuration: true,
  validatorUrl: null,
  requestInterceptor: withToken,
});
