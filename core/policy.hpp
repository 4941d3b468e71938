// A policy as values: what an administrator decided, with every default filled in and every value
// valid. How it is written down is `policy_document.hpp`; what it means for a session is
// `decision.hpp`. A missing section is off (R1).
#pragma once

#include <optional>

#include "core/time.hpp"

namespace idleguard {

/// The least that anybody must have to answer the prompt (R119, WCAG 2.2.1).
inline constexpr Millis kShortestAnswerTime = seconds(20);

/// Where the prompt stands relative to the limit (R110).
enum class PromptMode : std::uint8_t { at_limit, within_limit };

/// An app's own policy. Durations count from the last activity.
struct CustomPolicy {
  std::optional<Millis> warn_after;  // absent: no prompt
  Millis sign_out_after;
  bool exempts_keep_me_signed_in = false;
  bool exempts_device_sso = false;
  bool exempts_managed_device = false;
};

/// Microsoft 365 idle session timeout (R3, R110).
struct M365Policy {
  Millis timeout;
  PromptMode prompt_mode = PromptMode::at_limit;
  Millis grace = minutes(1);
  bool pointer_motion = true;  // R76
};

struct Policy {
  std::optional<CustomPolicy> custom;
  std::optional<M365Policy> m365;
};

}  // namespace idleguard
