// Reads the policy document into a `Policy`. Untrusted text: bounded, every problem is reported at
// once with its place, and a document with one problem yields no policy at all (R12, R24).
#pragma once

#include <optional>
#include <string_view>

#include "core/policy.hpp"
#include "core/problem.hpp"

namespace idleguard {

/// Nothing exactly when it adds problems.
std::optional<Policy> read_policy(std::string_view text, Findings& findings);

}  // namespace idleguard
