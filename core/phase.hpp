// Where a session stands, as a pure function of limits, facts and time: every tab that knows the
// same computes the same, so nobody ever has to tell anybody. Not what this tab shows or does about
// it: that is `session.hpp`.
#pragma once

#include <optional>
#include <variant>

#include "core/decision.hpp"
#include "core/facts.hpp"

namespace idleguard {

/// Nothing to say until `next`, the nearest boundary.
struct Active {
  SessionTime next;
};
/// The prompt is due, and the session ends at `ends_at` without an answer.
struct Warning {
  SessionTime ends_at;
};
/// The deadline has passed, but nobody has written so yet.
struct Over {
  SessionTime since;
};
/// Some tab has ended the session; it does not come back (R101).
struct Finished {
  SessionTime at;
  Reason reason;
};
/// No limit holds.
struct Unwatched {};

using Phase = std::variant<Unwatched, Active, Warning, Over, Finished>;

/// Nothing that the user does counts any more.
inline bool is_over(const Phase& phase) {
  return std::holds_alternative<Over>(phase) || std::holds_alternative<Finished>(phase);
}

/// What `facts` know about one group of one generation.
struct GroupFacts {
  SessionTime last_activity;  // activity, answer, or the start of the generation: the latest
  SessionTime last_stay;      // `kNever`, as with the next ones, when there is no such fact
  SessionTime grace_end;
  SessionTime requested;
  SessionTime retried;
  std::optional<Finished> ended;
};
GroupFacts facts_of(const Facts& facts, const Generation& generation, Group group);

/// Deadlines belong to the later side: at exactly the boundary the next phase holds (R96).
Phase phase_at(const std::optional<Limits>& limits, const GroupFacts& facts, SessionTime now);

/// The end as it stands now, extensions included (R43, R119).
SessionTime deadline_of(const Limits& limits, const GroupFacts& facts);

/// Whether activity at `at` still counts: ordinary activity neither moves a session that is being
/// warned (R85) nor one that is over (R84, R96).
bool activity_counts(const std::optional<Limits>& limits, const GroupFacts& facts, SessionTime at);

}  // namespace idleguard
