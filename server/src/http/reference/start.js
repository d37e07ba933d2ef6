// Shows the document that this Routex serves. Nothing is fetched from elsewhere: the validator would be.
SwaggerUIBundle({
  url: "../openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  filter: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
