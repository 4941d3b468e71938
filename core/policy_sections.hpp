// From the fields of an object to a section of the policy, for all the spellings that a system has.
// Nothing when the section is switched off, or wrong; what is wrong is among the findings.
#pragma once

#include <optional>

#include "core/policy.hpp"
#include "core/policy_fields.hpp"

namespace idleguard {

/// `fields` were read by one of the first five forms.
std::optional<Section> read_custom(const PolicyFields& fields);
/// Microsoft 365 idle session timeout (R3, R110).
std::optional<Section> read_m365(const PolicyFields& fields);
/// SharePoint and OneDrive: cmdlet, Graph, CSOM or the admin centre's form (R5 to R8, R22).
std::optional<Section> read_share_point(const PolicyFields& fields);
/// Outlook on the web (R9 to R11).
std::optional<Section> read_outlook(const PolicyFields& fields);
/// The portal's directory-level timeout (R4, R81), or the value that users start with (R33).
std::optional<Section> read_portal(const PolicyFields& fields);

/// From 5 minutes to 24 hours (R4).
bool is_timeout(Millis length);

}  // namespace idleguard
