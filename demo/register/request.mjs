// Suspicious reading of a request: where it comes from, what it says it carries, and a body that is
// never longer than it may be. Every check answers with a status for what is wrong, and null for
// what is fine. It knows nothing of records.

/** What is longer than it may be is still read to here, so that the refusal can be received. */
const DRAINED_BYTES = 256 * 1024;

/**
 * 403 when a page of another origin makes the browser send this, sub-domains included. A client
 * that is no browser sends neither header, and no cookie that somebody else could have it send.
 */
export function checkOrigin({ headers }) {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" ? null : 403;
  const { origin, host } = headers;
  if (origin === undefined) return null;
  return origin === `https://${host}` || origin === `http://${host}` ? null : 403;
}

/** 415 for all but plain JSON: forms of other sites can send any other type without asking. */
export function checkType({ headers }) {
  const type = headers["content-type"] ?? "";
  const isJson = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type);
  return isJson && headers["content-encoding"] === undefined ? null : 415;
}

/** `{ text }`, or `{ status }`: 413 when it is too long, 400 when it is no text or breaks off. */
export function readText(request, mostBytes) {
  return new Promise((resolve) => {
    const chunks = [];
    let size = 0;
    request.on("data", (chunk) => {
      size += chunk.length;
      if (size <= mostBytes) chunks.push(chunk);
      else if (size > DRAINED_BYTES) {
        request.pause();
        resolve({ status: 413 });
      }
    });
    request.on("end", () => {
      if (size > mostBytes) resolve({ status: 413 });
      else resolve(decoded(Buffer.concat(chunks)));
    });
    // After the end these come too late to matter; before it nobody is left to answer.
    request.on("error", () => resolve({ status: 400 }));
    request.on("close", () => resolve({ status: 400 }));
  });
}

function decoded(bytes) {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { status: 400 };
    throw error;
  }
}
