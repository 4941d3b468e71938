// Stands for the app's own sessions: a cookie that simply names the account. Nobody may do so.

export default function authenticate({ headers }) {
  return /(?:^|; )account=([\w-]+)/.exec(headers.cookie ?? "")?.[1] ?? null;
}
