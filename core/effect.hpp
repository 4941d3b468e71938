// Everything that a session can ask of its host, as commands, and the order in which they are to be
// carried out: the order of the list. Writing comes before telling, telling before showing, and the
// cover before any hook (R123). Mirrored by `bindings/browser/protocol.ts`.
#pragma once

#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "core/decision.hpp"
#include "core/facts.hpp"

namespace idleguard {

struct WriteRecord {
  Fact fact;
};
struct RemoveRecord {
  FactKey key;
};
/// Tell the other tabs of this account `Output::message`.
struct Post {
  SessionTime at;
};
/// Make the page unreadable, at once and reversibly; undo it.
struct Cover {};
struct Uncover {};
/// Show the prompt, or the same prompt with another end; take it away.
struct ShowPrompt {
  MonoTime ends_at;
};
struct HidePrompt {};
/// Somebody chose to stay, here or in another tab.
struct AnnounceStay {
  WallTime at;
};
/// The session has ended.
struct AnnounceEnd {
  Reason reason;
};
/// Let the host save what it has (R123 step 4).
struct RunHook {};
/// Ask for the right to sign out; `takeover`: from a tab that has not used it.
struct Claim {
  bool takeover = false;
};
/// Give it back.
struct ReleaseClaim {};
/// Go to the sign-out address, in this one tab.
struct SignOut {};
/// Clear what this tab keeps, and go to the signed-out page.
struct Leave {};
/// Tell the server of real activity (R161).
struct Heartbeat {
  WallTime last_activity;
};
/// Something was dropped, repaired or is missing.
struct Report {
  std::string_view code;  // a literal; what it says is in web/problem-texts.json
};

using Effect = std::variant<WriteRecord, RemoveRecord, Post, Cover, Uncover, ShowPrompt, HidePrompt,
                            AnnounceStay, AnnounceEnd, RunHook, Claim, ReleaseClaim, SignOut, Leave,
                            Heartbeat, Report>;
// Else every list of effects would bring code to move and destroy each of them along.
static_assert(std::is_trivially_copyable_v<Effect>);

enum class State : std::uint8_t {
  disabled,
  suspended,
  exempt,
  active,
  warning,
  signing_out,
  ended,
  policy_unavailable,
};
std::string_view name_of(State state);

/// R166, as far as the core knows it.
struct Status {
  State state = State::disabled;
  std::optional<Reason> reason;
  std::optional<WallTime> last_activity;
  std::optional<WallTime> sign_out_at;
  bool shared = true;  // coordination: the record can be read and written

  friend bool operator==(const Status&, const Status&) = default;
};

struct Output {
  std::vector<Effect> effects;
  Facts message;                       // what `Post` tells; empty without one
  std::optional<MonoTime> wake_at;     // when to come back; earlier and later both do no harm
  std::optional<MonoTime> input_from;  // from here on input must be handed over at once (R94);
                                       // absent: input is of no interest
  Status status;
};

}  // namespace idleguard
