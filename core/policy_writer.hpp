// Writes a policy as a document of our own, whatever it was read from. Everything that the section
// says is spelled out, defaults too: a document that is kept must not change its meaning with them.
#pragma once

#include <string>

#include "core/policy_document.hpp"

namespace idleguard {

/// Indented JSON with a line end behind it. `read_policy` reads the same policy from it, but for an
/// Outlook section that is off for every session: like all that is off, it is left out (R1).
std::string write_policy(const PolicyDocument& document);

}  // namespace idleguard
