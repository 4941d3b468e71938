// The core's values to text for JavaScript. Conversion only; the shapes are those of
// `bindings/browser/protocol.ts`.
#pragma once

#include <string>

#include "bindings/embind/from_js.hpp"
#include "core/session.hpp"

namespace idleguard {

/// `{"account", "policyRefreshMs", "problems", "warnings"}`; `account` is the hash that names
/// record and channel.
std::string start_answer_to_js(const StartRequest& request, const Findings& findings);

/// `{"effects", "wakeAt", "inputFrom", "pointerMotion", "status"}`.
std::string output_to_js(const Output& output, const Decision& decision);

/// `{"problems", "warnings"}`: the input was refused, nothing changed.
std::string refusal_to_js(const Findings& findings);

}  // namespace idleguard
