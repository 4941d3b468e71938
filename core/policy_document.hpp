// Reads a policy document into a `Policy`: our own, and what the four systems write (section 2 of
// the semantics). Untrusted text: bounded, every problem is reported at once with its place, and a
// document with one problem yields no policy at all (R12, R24).
#pragma once

#include <optional>
#include <string_view>

#include "core/policy.hpp"
#include "core/problem.hpp"

namespace idleguard {

struct PolicyDocument {
  Policy policy;
  std::optional<Millis> refresh;  // how often its address is to be asked again (R42)
};

/// Nothing exactly when it adds problems.
///
/// Read are: our own document (`version`); Graph's `activityBasedTimeoutPolicy` (R14 to R20) and
/// the JSON text inside it; Graph's `idleSessionSignOut`, alone or in `sharepointSettings`, the
/// fields of `Set-`/`Get-SPOBrowserIdleSignOut`, of the CSOM call and of the admin centre's form
/// (R7, R22); the fields of `Set-`/`Get-OrganizationConfig` (R9); the portal's hours and minutes
/// (R4); and any number of these in a list, or in the `value` of a Graph answer.
std::optional<PolicyDocument> read_policy(std::string_view text, Findings& findings);

/// The user's own limit as the portal keeps it: a duration from 5 minutes to 24 hours, or `never`
/// (R31). Nothing, and a problem, for any other text.
Preference read_preference(std::string_view text, Findings& findings);

}  // namespace idleguard
