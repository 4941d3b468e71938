// Everything that can happen to a session, as facts in the past tense. Mirrored by
// `bindings/browser/protocol.ts`; a seam test walks every name on both sides.
#pragma once

#include <optional>
#include <type_traits>
#include <variant>

#include "core/facts.hpp"
#include "core/terms.hpp"

namespace idleguard {

/// What could be read of the record or of a message, and how many entries could not.
struct Reading {
  Facts facts;
  std::size_t dropped = 0;
};

/// The page is ready: the first event of a session, once.
struct Started {};
/// The wake-up that was asked for has come, or anything else that is only a reason to look (R94).
struct Woke {};
/// Somebody wants to know how things stand.
struct Asked {};
/// The user answered the prompt with "stay", or the host did so for him.
struct StayChosen {};
/// The session is to end: the user chose so, or something outside did.
struct EndChosen {
  Reason reason = Reason::user;
};
/// Another tab of this account said `Input::message`.
struct PeerSpoke {
  SessionTime at;  // the peer's session time when it spoke
};
/// Visibility changed.
struct PageShown {};
struct PageHidden {};
/// The page goes away, or into the back/forward cache, and may come back as it was.
struct PageLeft {
  bool cached = false;
};
/// It came back from the cache, or from being frozen; nothing it remembers is fresh.
struct PageReturned {};
/// The network went or came.
struct NetworkChanged {
  bool online = true;
};
/// The host's hook before sign-out has finished, or was given up.
struct HookFinished {};
/// The answer to `Claim`. `exclusive` is false where the browser has no locks.
struct ClaimAnswered {
  bool granted = false;
  bool exclusive = true;
};
/// Another tab took the claim over.
struct ClaimLost {};
/// The host's own sign-out came back without leaving the page.
struct SignOutReturned {
  bool done = false;
};
/// A write to the record failed (full, blocked, gone).
struct RecordFailed {};
/// Policy, signals or preference are different from now on: `Input::terms` (R42, R63).
struct TermsChanged {};

using Event = std::variant<Started, Woke, Asked, StayChosen, EndChosen, PeerSpoke, PageShown,
                           PageHidden, PageLeft, PageReturned, NetworkChanged, HookFinished,
                           ClaimAnswered, ClaimLost, SignOutReturned, RecordFailed, TermsChanged>;
static_assert(std::is_trivially_copyable_v<Event>);  // as with `Effect`

/// An event with everything that the host knew at that moment. The record is read before every
/// input, so nothing is ever decided on what another tab has since made untrue (rule 7).
struct Input {
  ClockReading now;
  std::optional<ClockReading> activity;  // the latest not yet handed over
  std::optional<Reading> record;         // absent: it cannot be read
  std::optional<MonoTime> record_at;     // when it was asked for; absent: it was read just now
  Reading message;                       // with `PeerSpoke`
  std::optional<Terms> terms;            // with `TermsChanged`; without a policy, it stays
  Event event;
};

}  // namespace idleguard
