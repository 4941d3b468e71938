// The core's values to text for JavaScript. Conversion only; the shapes are those of
// `bindings/browser/protocol.ts`.
#pragma once

#include <string>

#include "bindings/embind/from_js.hpp"
#include "core/session.hpp"

namespace idleguard {

/// `{"account", "problems", "warnings"}`; `account` is the hash that names record and channel.
std::string start_answer_to_js(const StartRequest& request, const Findings& findings);

struct Answer {
  const Output& output;
  const Session& session;
  const std::optional<Millis>& policy_refresh;
  const Problems& warnings;
};
/// `{"effects", "wakeAt", "inputFrom", "activity", "pointerMotion", "policyRefreshMs", "warnings",
/// "status"}`.
std::string output_to_js(const Answer& answer);

/// `{"problems", "warnings"}`: the input was refused, nothing changed.
std::string refusal_to_js(const Findings& findings);

}  // namespace idleguard
