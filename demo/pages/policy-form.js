// Between the administrator's forms and the policy document. Each system's form has its own shape:
// minutes, "notify this long before", hours and minutes. What a person typed that is no number goes
// into the document as it is: whether it is right is for the product to say, not for this page.

const INTERVAL = "ActivityBasedAuthenticationTimeoutInterval";
const ENABLED = "ActivityBasedAuthenticationTimeoutEnabled";
const WITH_SSO = "ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled";

const two = (number) => String(number).padStart(2, "0");
const isWhole = (text) => /^\d{1,9}$/.test(text);

/** TimeSpan text of a number of seconds, also of a negative one, which no policy accepts. */
export function timeSpan(seconds) {
  if (seconds < 0) return `-${timeSpan(-seconds)}`;
  const days = Math.floor(seconds / 86_400);
  const rest = [seconds / 3600, seconds / 60, seconds].map(Math.floor);
  const clock = `${two(rest[0] % 24)}:${two(rest[1] % 60)}:${two(rest[2] % 60)}`;
  return days > 0 ? `${days}.${clock}` : clock;
}

/** Seconds of a TimeSpan text, or null. */
export function secondsOf(text) {
  const match = /^(?:(\d+)\.)?(\d+):(\d+):(\d+)$/.exec(text ?? "");
  if (match === null) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

const minutesOf = (text) => (secondsOf(text) ?? 0) / 60;
const fromMinutes = (text) => (isWhole(text) ? timeSpan(Number(text) * 60) : text);

/**
 * Hours and minutes as the portal asks for them (R4). Minutes above 59 stay what they are, so that
 * they are refused.
 */
export function fromHoursAndMinutes(hours, minutes) {
  if (!isWhole(hours) || !isWhole(minutes)) return `${hours}:${minutes}`;
  const days = Math.floor(Number(hours) / 24);
  const clock = `${two(Number(hours) % 24)}:${two(Number(minutes))}:00`;
  return days > 0 ? `${days}.${clock}` : clock;
}

/** R7: what is given is the notice, what is stored counts from the last activity. */
function readSharePoint({ signOut, notice }) {
  const isBoth = isWhole(signOut) && isWhole(notice);
  const warnAfter = isBoth ? timeSpan((Number(signOut) - Number(notice)) * 60) : notice;
  return { Enabled: true, WarnAfter: warnAfter, SignOutAfter: fromMinutes(signOut) };
}

function readM365(fields) {
  const { m365Duration, m365Minutes, promptMode, grace } = fields;
  const timeout = fromMinutes(m365Duration === "custom" ? m365Minutes : m365Duration);
  const section = { timeout, promptMode };
  if (promptMode === "atLimit") section.grace = isWhole(grace) ? timeSpan(Number(grace)) : grace;
  return { ...section, pointerMotion: fields.pointerMotion };
}

/** R33: switched off, the last value in force stays in the document, where the user starts. */
function readPortal(fields, stored) {
  if (fields.portalOn) {
    const timeout = fromHoursAndMinutes(fields.hours, fields.minutes);
    return { timeout, idleness: fields.idleness };
  }
  return stored === undefined ? undefined : { ...stored, enabled: false };
}

/** The document that the form stands for; what the form does not show is taken from `stored`. */
export function readDocument(form, stored) {
  const fields = {};
  for (const { name, type, value, checked } of form.elements) {
    if (type === "checkbox") fields[name] = checked;
    else if (name !== "" && (type !== "radio" || checked)) fields[name] = value.trim();
  }
  const sections = {
    m365: fields.m365On ? readM365(fields) : undefined,
    sharePoint: fields.sharePointOn ? readSharePoint(fields) : undefined,
    outlook: {
      [ENABLED]: fields.outlookOn,
      [INTERVAL]: fields.interval,
      [WITH_SSO]: fields.outlookSso,
    },
    azurePortal: readPortal(fields, stored.azurePortal),
  };
  const { m365, sharePoint, outlook, azurePortal, ...others } = stored;
  const document = { ...others };
  for (const [name, section] of Object.entries(sections)) {
    if (section !== undefined) document[name] = section;
  }
  return document;
}

/** Shows a document that this page has written, or the demo's first one. */
export function fillForm(form, { m365, sharePoint, outlook, azurePortal }) {
  const set = (name, value) => {
    const field = form.elements[name];
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value;
    else field.value = value;
  };
  const duration = String(minutesOf(m365?.timeout ?? "01:00:00"));
  const isPreset = [...form.elements.m365Duration.options].some(({ value }) => value === duration);
  set("m365On", m365 !== undefined);
  set("m365Duration", isPreset ? duration : "custom");
  set("m365Minutes", duration);
  set("promptMode", m365?.promptMode ?? "atLimit");
  set("grace", String(secondsOf(m365?.grace) ?? 60));
  set("pointerMotion", m365?.pointerMotion ?? true);

  const signOut = minutesOf(sharePoint?.SignOutAfter ?? "01:00:00");
  set("sharePointOn", sharePoint?.Enabled ?? false);
  set("signOut", String(signOut));
  set("notice", String(signOut - minutesOf(sharePoint?.WarnAfter ?? "00:55:00")));

  set("outlookOn", outlook?.[ENABLED] ?? false);
  set("outlookSso", outlook?.[WITH_SSO] ?? false);
  set("interval", outlook?.[INTERVAL] ?? "06:00:00");

  const portal = minutesOf(azurePortal?.timeout ?? "00:30:00");
  set("portalOn", azurePortal !== undefined && azurePortal.enabled !== false);
  set("hours", String(Math.floor(portal / 60)));
  set("minutes", String(portal % 60));
  set("idleness", azurePortal?.idleness ?? "input");
}
