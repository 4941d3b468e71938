// What geckodriver is elsewhere: answers WebDriver over HTTP on a loopback port, and asks Firefox
// over Marionette. Debian has no geckodriver. Only the addresses that webdriver.mjs uses are here,
// and one more: POST /moz/context, which chooses between page and browser window. Delete this file
// when geckodriver can be installed from Debian.

import { once } from "node:events";
import http from "node:http";

import { MarionetteError } from "./firefox-marionette.mjs";

// Longer than the limit of the client, whose error is the better one.
const COMMAND_LIMIT_MS = 100_000;
const SHADOW = (body, id) => ({ shadowRoot: id, ...body });
const ELEMENT = (body, id) => ({ id, ...body });
const NAMED = (body, id, name) => ({ id, name });

/** Method and address, then Marionette's command, and its parameters from body and address. */
const COMMANDS = [
  ["POST /url", "WebDriver:Navigate"],
  ["GET /url", "WebDriver:GetCurrentURL"],
  ["GET /title", "WebDriver:GetTitle"],
  ["POST /back", "WebDriver:Back"],
  ["POST /forward", "WebDriver:Forward"],
  ["POST /refresh", "WebDriver:Refresh"],
  ["GET /window", "WebDriver:GetWindowHandle"],
  ["POST /window", "WebDriver:SwitchToWindow"],
  ["DELETE /window", "WebDriver:CloseWindow"],
  ["GET /window/handles", "WebDriver:GetWindowHandles"],
  ["POST /window/new", "WebDriver:NewWindow"],
  ["POST /frame", "WebDriver:SwitchToFrame", frame],
  ["POST /frame/parent", "WebDriver:SwitchToParentFrame"],
  ["POST /element", "WebDriver:FindElement"],
  ["POST /elements", "WebDriver:FindElements"],
  ["POST /element/*/click", "WebDriver:ElementClick", ELEMENT],
  ["POST /element/*/value", "WebDriver:ElementSendKeys", ELEMENT],
  ["GET /element/*/text", "WebDriver:GetElementText", ELEMENT],
  ["GET /element/*/rect", "WebDriver:GetElementRect", ELEMENT],
  ["GET /element/*/attribute/*", "WebDriver:GetElementAttribute", NAMED],
  ["GET /element/*/property/*", "WebDriver:GetElementProperty", NAMED],
  ["GET /element/*/computedrole", "WebDriver:GetComputedRole", ELEMENT],
  ["GET /element/*/computedlabel", "WebDriver:GetComputedLabel", ELEMENT],
  ["GET /element/*/displayed", "WebDriver:IsElementDisplayed", ELEMENT],
  ["GET /element/*/screenshot", "WebDriver:TakeScreenshot", (body, id) => ({ id, full: false })],
  ["GET /element/*/shadow", "WebDriver:GetShadowRoot", ELEMENT],
  ["POST /shadow/*/element", "WebDriver:FindElementFromShadowRoot", SHADOW],
  ["POST /execute/sync", "WebDriver:ExecuteScript"],
  ["POST /execute/async", "WebDriver:ExecuteAsyncScript"],
  ["GET /screenshot", "WebDriver:TakeScreenshot", () => ({ full: false })],
  ["POST /actions", "WebDriver:PerformActions"],
  ["DELETE /actions", "WebDriver:ReleaseActions"],
  ["GET /alert/text", "WebDriver:GetAlertText"],
  ["POST /alert/accept", "WebDriver:AcceptAlert"],
  ["POST /alert/dismiss", "WebDriver:DismissAlert"],
  ["POST /permissions", "WebDriver:SetPermission"],
  ["POST /moz/context", "Marionette:SetContext"],
  ["DELETE ", "WebDriver:DeleteSession"],
].map(([address, command, paramsOf = (body) => body]) => ({
  pattern: new RegExp(`^${address.replaceAll("*", "([^/]+)")}$`),
  command,
  paramsOf,
}));

function frame({ id }) {
  const element = id && Object.values(id)[0];
  return element ? { element } : { id };
}

/** Starts the bridge to a connected `marionette`. Returns `{ port, close }`. */
export async function startBridge(marionette) {
  const server = http.createServer(async (request, response) => {
    const { status, value } = await answer(marionette, request);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ value }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A test that forgot its browser still ends.
  server.unref();
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: server.address().port, close };
}

async function answer(marionette, request) {
  try {
    return { status: 200, value: await carryOut(marionette, request) };
  } catch (error) {
    const code = error instanceof MarionetteError ? error.code : "unknown error";
    return { status: 500, value: { error: code, message: error.message } };
  }
}

async function carryOut(marionette, request) {
  const body = await readJson(request);
  const { method, url } = request;
  if (url === "/session") {
    const { alwaysMatch } = body.capabilities;
    return marionette.send("WebDriver:NewSession", alwaysMatch, COMMAND_LIMIT_MS);
  }
  const address = `${method} ${url.replace(/^\/session\/[^/]+/, "")}`;
  for (const { pattern, command, paramsOf } of COMMANDS) {
    const found = pattern.exec(address);
    if (!found) continue;
    const params = paramsOf(body, ...found.slice(1).map(decodeURIComponent));
    return valueOf(await marionette.send(command, params, COMMAND_LIMIT_MS));
  }
  throw new MarionetteError({ error: "unknown command", message: address });
}

/** Marionette wraps some answers in `{ value }`, and others not. */
function valueOf(result) {
  const isWrapped = result !== null && Object.keys(result).join() === "value";
  return isWrapped ? result.value : result;
}

async function readJson(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : JSON.parse(text);
}
