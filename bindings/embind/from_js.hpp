// Text from JavaScript to the core's values. Conversion and refusal only: nothing here decides
// anything about sessions. The shapes are those of `bindings/browser/protocol.ts`.
#pragma once

#include <optional>
#include <string_view>

#include "core/problem.hpp"
#include "core/session.hpp"

namespace idleguard {

/// What `start` was called with.
struct StartRequest {
  Id account;
  std::optional<Millis> policy_refresh;  // how often to ask for the policy again
  SessionConfig config;
};

/// What a session was told later.
struct InputRequest {
  Input input;
  std::optional<Millis> policy_refresh;  // as a new document says
};

/// Nothing exactly when there are problems: wrong app or policy. Text that is not of the agreed
/// shape at all is a bug of ours and traps.
std::optional<StartRequest> start_request_from_js(std::string_view json, Findings& findings);

/// Nothing exactly when there are problems: a policy that is to be adopted is wrong (R12).
std::optional<InputRequest> input_from_js(std::string_view json, Findings& findings);

}  // namespace idleguard
