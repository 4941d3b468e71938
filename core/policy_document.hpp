// Reads the policy document into a `Policy`. Untrusted text: bounded, every problem is reported at
// once with its place, and a document with one problem yields no policy at all (R12, R24).
#pragma once

#include <optional>
#include <string_view>

#include "core/policy.hpp"
#include "core/problem.hpp"

namespace idleguard {

struct PolicyReading {
  std::optional<Policy> policy;  // absent exactly when there are problems
  Problems problems;
  Problems warnings;  // valid, but probably a mistake (R6), or a field that nobody knows
};

PolicyReading read_policy(std::string_view text);

}  // namespace idleguard
