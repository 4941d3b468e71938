// A policy document as a test reads it: what it says, and all that is wrong or doubtful.
#pragma once

#include <algorithm>
#include <string>

#include "core/policy_document.hpp"

namespace idleguard::test {

struct PolicyReading {
  std::optional<Policy> policy;
  std::optional<Millis> refresh;
  Problems problems;
  Problems warnings;
};

inline PolicyReading read(std::string_view text) {
  Findings findings;
  const auto document = read_policy(text, findings);
  PolicyReading reading{.problems = findings.problems, .warnings = findings.warnings};
  if (document) {
    reading.policy = document->policy;
    reading.refresh = document->refresh;
  }
  return reading;
}

inline PolicyReading read_section(std::string_view name, std::string_view section) {
  std::string text = R"({"version":1,")";
  return read(text.append(name).append("\":").append(section).append("}"));
}

inline const Problem* find(const Problems& problems, std::string_view code) {
  const auto found = std::find_if(problems.begin(), problems.end(),
                                  [&](const Problem& each) { return each.code == code; });
  return found == problems.end() ? nullptr : &*found;
}

}  // namespace idleguard::test
