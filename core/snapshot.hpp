// The policy that a session runs under, as facts that its tabs share (R41, R42, R45): one for each
// section, so that apps which know different sections add to each other. Durations and switches
// only; never the document, which may say more than a stranger on this origin should read (R108).
#pragma once

#include <optional>

#include "core/facts.hpp"
#include "core/policy.hpp"

namespace idleguard {

FactKey section_key(const Id& generation, Source source);

/// `obtained_at`: when the server vouched for the document; of two sections that differ it decides
/// which holds. Without a section: it was off.
Fact section_fact(const Id& generation, Source source, const std::optional<Section>& section,
                  WallTime obtained_at);

/// What the record says of one section.
struct SectionReading {
  bool is_known = false;  // false also when it makes no sense (R106)
  std::optional<Section> section;
};
SectionReading section_of(const Facts& facts, const Id& generation, Source source);

/// The two sections that decide about an app, the first before the second; they may be one. The
/// portal's is the resolved one (R29), because a limit that it takes from `m365` is fixed for the
/// session, too.
std::array<Source, 2> sources_of(AppClass app);

}  // namespace idleguard
