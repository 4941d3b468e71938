#include "core/phase.hpp"

#include <algorithm>

namespace idleguard {

GroupFacts facts_of(const Facts& facts, const Generation& generation, Group group) {
  const auto time = [&](FactKind kind) { return facts.time({kind, generation.id, group}); };
  GroupFacts found{.last_stay = time(FactKind::stay),
                   .grace_end = time(FactKind::grace_end),
                   .requested = time(FactKind::requested),
                   .retried = time(FactKind::retried)};
  // Rule 2: a missing `L` means the start.
  found.last_activity = std::max({generation.start, time(FactKind::activity), found.last_stay});
  if (const FactValue* ended = facts.find({FactKind::ended, generation.id, group})) {
    found.ended = Finished{{ended->stamp}, ended->reason};
  }
  return found;
}

SessionTime deadline_of(const Limits& limits, const GroupFacts& facts) {
  return std::max(facts.last_activity + limits.sign_out_after, facts.grace_end);
}

Phase phase_at(const std::optional<Limits>& limits, const GroupFacts& facts, SessionTime now) {
  if (facts.ended) return *facts.ended;
  if (!limits) return Unwatched{};
  const SessionTime deadline = deadline_of(*limits, facts);
  if (now >= deadline) return Over{deadline};
  if (!limits->warn_after) return Active{deadline};
  const SessionTime warn_at = facts.last_activity + *limits->warn_after;
  if (now >= warn_at) return Warning{deadline};
  return Active{warn_at};
}

bool activity_counts(const std::optional<Limits>& limits, const GroupFacts& facts, SessionTime at) {
  return std::holds_alternative<Active>(phase_at(limits, facts, at));
}

}  // namespace idleguard
