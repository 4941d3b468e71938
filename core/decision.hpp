// From policy, app class and signals to what holds for this session: whether it is watched at all,
// which row of the condition matrix said so, and the limits (R40, section 6 of the semantics).
// Pure; asked again whenever policy or signals change.
#pragma once

#include <optional>

#include "core/policy.hpp"
#include "core/profile.hpp"

namespace idleguard {

/// Offsets from the last activity.
struct Limits {
  std::optional<Millis> warn_after;  // absent: no prompt
  Millis sign_out_after;             // the grace of `at_limit` included
  bool extends_after_wake = false;   // R119: only where the limit is the prompt's, not the end's

  friend bool operator==(const Limits&, const Limits&) = default;
};

/// Who decided, in the order of the condition matrix.
enum class Condition : std::uint8_t { c1, c2, c3, c4, c5, c6, c7 };

enum class Stance : std::uint8_t { disabled, suspended, exempt, enforced };

struct Decision {
  Stance stance = Stance::disabled;
  Condition condition = Condition::c1;
  std::optional<Source> source;
  std::optional<Limits> limits;  // present exactly when enforced
  Group group = Group::custom;   // where this app's activity counts
  GroupSet ends;                 // whom its sign-out ends (R38, R39); always includes `group`
  bool pointer_motion = true;    // R76

  friend bool operator==(const Decision&, const Decision&) = default;
};

/// Total: every combination has an answer.
Decision decide(const Policy& policy, AppClass app, const Signals& signals);

}  // namespace idleguard
