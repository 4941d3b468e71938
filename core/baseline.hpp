// Compares a policy with the limits that standards set on inactivity (R162), by the longest time
// that it lets somebody be idle (R163). Knows nothing of overall lifetimes, which no policy here
// has (R164).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy.hpp"

namespace idleguard {

struct Baseline {
  std::string_view name;
  Millis limit;
  std::string_view standard;
};

std::span<const Baseline> all_baselines();
/// Null when there is none of this name.
const Baseline* baseline_named(std::string_view name);

/// What a verdict leaves out, for people.
struct Remark {
  std::string_view code;
  std::string text;
};

struct Verdict {
  std::optional<Millis> worst_case;  // absent: there is no limit, or not for everybody
  std::optional<Source> longest;     // the section that lets people be idle for the longest time
  bool meets = false;
  std::vector<Remark> remarks;
};

/// The longest idle time over the sections that can hold: those that are present, on for some kind
/// of session, and not set aside by `m365` (R27). A policy without any limits nobody, and meets
/// nothing; apps for which the document says nothing are no part of the verdict.
Verdict judge(const Policy& policy, const Baseline& baseline);

}  // namespace idleguard
