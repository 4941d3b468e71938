// The page that shows every state of the prompt, and the preview in its frame. Nobody has to be
// signed in to see them, and nothing that they do reaches a session of the demo.

import { CONTENT_SECURITY_POLICY, sendHtml } from "./http.mjs";
import { fillPage } from "./visit.mjs";

function showStates({ response }) {
  const policy = `${CONTENT_SECURITY_POLICY}; frame-src 'self'`;
  response.setHeader("Content-Security-Policy", policy);
  sendHtml(response, 200, fillPage("prompt"));
}

/** The one page of the demo that may be shown in a frame, and only in one of the demo's own. */
function showPreview({ response }) {
  const policy = CONTENT_SECURITY_POLICY.replace(
    "frame-ancestors 'none'",
    "frame-ancestors 'self'",
  );
  response.setHeader("Content-Security-Policy", policy);
  sendHtml(response, 200, fillPage("prompt-preview"));
}

export const PROMPT_ROUTES = {
  "GET /prompt": showStates,
  "GET /prompt/preview": showPreview,
};
