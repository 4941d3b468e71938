#include "core/phase.hpp"

#include <algorithm>

namespace idleguard {

GroupFacts facts_of(const Facts& facts, const Generation& generation, Group group) {
  const auto time = [&](FactKind kind) { return facts.time({kind, generation.id, group}); };
  GroupFacts found{.last_activity = generation.start};  // rule 2: a missing `L` means the start
  found.last_stay = time(FactKind::stay);
  for (const auto& later : {time(FactKind::activity), found.last_stay}) {
    if (later) found.last_activity = std::max(found.last_activity, *later);
  }
  found.grace_end = time(FactKind::grace_end);
  if (const FactValue* ended = facts.find({FactKind::ended, generation.id, group})) {
    found.ended = Finished{{ended->stamp}, ended->reason};
  }
  found.requested = time(FactKind::requested);
  found.retried = time(FactKind::retried);
  return found;
}

SessionTime deadline_of(const Limits& limits, const GroupFacts& facts) {
  const SessionTime by_limit = facts.last_activity + limits.sign_out_after;
  return std::max(by_limit, facts.grace_end.value_or(by_limit));
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
