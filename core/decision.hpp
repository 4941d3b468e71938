// From policy, app class, signals and preference to what holds for this session: whether it is
// watched at all, which row of the condition matrix said so, and the limits (R27 to R40, section 6
// of the semantics). Pure; asked again whenever one of them changes.
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
};

enum class Stance : std::uint8_t { disabled, suspended, exempt, enforced };

struct Decision {
  Stance stance = Stance::disabled;
  Condition condition = Condition::c1;
  std::optional<Source> source;  // the section that decided; absent: none did
  std::optional<Limits> limits;  // present exactly when enforced
  Group group = Group::custom;   // where this app's activity counts
  GroupSet ends;                 // whom its sign-out ends (R38, R39); always includes `group`
  ActivityRule activity = ActivityRule::input;
  bool pointer_motion = true;         // R76
  bool is_preference_unused = false;  // the user has one, and it changes nothing (R31, R34)
};

/// Whether third-party storage that is needed and blocked suspends (R147); absent: as the section
/// in force has it.
using SuspendsWhenBlocked = std::optional<bool>;

/// Total: every combination has an answer.
Decision decide(const Policy& policy, AppClass app, Signals signals,
                const Preference& preference = {}, SuspendsWhenBlocked suspends = {});

}  // namespace idleguard
