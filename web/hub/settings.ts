// What whoever deploys the hub wrote on its script element: the origins that it answers. Nothing is
// guessed and nothing has a default: one wrong word, and the hub answers nobody, for a list that is
// read in part is not the list that was meant.

export interface Settings {
  origins: ReadonlySet<string>;
}

/** The settings, or every problem, in words for a person. */
export function readSettings({ origins = "" }: { origins?: string }): Settings | string[] {
  const listed = origins.split(/\s+/).filter(Boolean);
  const problems = listed.flatMap((text) => problemOf(text) ?? []);
  return problems.length > 0 ? problems : { origins: new Set(listed) };
}

function problemOf(text: string): string | null {
  const where = `data-origins: "${text}"`;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return `${where} is no origin, such as https://mail.example`;
  }
  if (!/^https?:$/.test(url.protocol)) return `${where} is no origin of http or https`;
  if (/\*/.test(url.hostname)) return `${where} has a wildcard: list every origin`;
  return url.origin === text ? null : `${where} is more than an origin: write ${url.origin}`;
}
