// Reads cases, one JSON object a line ({"record": …, "texts": [...]}), and writes the verdicts on each line's texts.
"use strict";
const { grade } = require(process.argv[2]);
const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
for (const line of lines) {
  const { record, texts } = JSON.parse(line);
  const found = texts.map((text) => {
    try {
      return grade(record, text);
    } catch (error) {
      return { verdict: "fault", note: String(error && error.stack) };
    }
  });
  process.stdout.write(JSON.stringify(found) + "\n");
}
