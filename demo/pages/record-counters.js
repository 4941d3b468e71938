// Counts what idleguard does to the browser: writes to the shared record and messages to other
// tabs. It wraps the two platform functions, so the library needs no door for it and cannot tell.
// Only keys and channels that begin with "idleguard" count; everything is passed on unchanged.

const PREFIX = "idleguard";

/** Call once, before the guard starts. The object it returns is kept up to date. */
export function countRecordUse() {
  const counters = { writes: 0, messages: 0 };

  const setItem = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    if (String(key).startsWith(PREFIX)) counters.writes += 1;
    return setItem.call(this, key, value);
  };

  const postMessage = BroadcastChannel.prototype.postMessage;
  BroadcastChannel.prototype.postMessage = function (message) {
    if (this.name.startsWith(PREFIX)) counters.messages += 1;
    return postMessage.call(this, message);
  };

  return counters;
}
