// A reporter for Node's test runner: one line of JSON for each test, for counts.mjs to count.
// Groups of tests (`describe`) are no tests, unless the group itself fails, as by a hook. A test
// that is still to be written counts as skipped.

function isGroup({ type, data }) {
  if (data.details?.type !== "suite") return false;
  return type === "test:pass" || data.details.error?.failureType === "subtestsFailed";
}

export default async function* report(events) {
  for await (const event of events) {
    const { type, data } = event;
    if ((type !== "test:pass" && type !== "test:fail") || isGroup(event)) continue;
    const leftOut = data.skip ?? data.todo ?? false;
    const result = leftOut !== false ? "skipped" : type === "test:pass" ? "passed" : "failed";
    const reason = typeof leftOut === "string" ? leftOut : "";
    yield `${JSON.stringify({ test: data.name, result, reason })}\n`;
  }
}
