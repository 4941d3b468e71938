// What a session believes of what others have written or say: all of it is untrusted, and what
// makes no sense is dropped before it can move anything (R106).
#include <algorithm>

#include "core/session.hpp"

namespace idleguard {
namespace {

constexpr std::size_t kMostKnownFacts = 512;

// How far ahead of the clock a stamp, and how large a correction, may be before it is taken for
// nonsense (R106). Anything nearer raises the clock (R92).
constexpr Millis kFurthestAhead = hours(24 * 366);

}  // namespace

// R106: nonsense is dropped before it can move anything. Returns how much there was.
std::size_t Session::believe(const Reading& reading, WallTime wall, Facts& facts) const {
  const SessionTime latest = SessionTime{std::max(wall.ms, now().ms)} + kFurthestAhead;
  std::size_t dropped = reading.dropped;
  for (const Fact& fact : reading.facts) {
    const bool is_length = fact.key.kind == FactKind::correction;
    const bool is_late = fact.value.stamp > (is_length ? kFurthestAhead.count : latest.ms);
    if (is_late || is_forged_extension(fact, wall)) {
      ++dropped;
    } else {
      facts.merge(fact);
    }
  }
  return dropped;
}

// Nobody extends by more than a whole limit; anything longer would keep a session open for as long
// as its author likes.
bool Session::is_forged_extension(const Fact& fact, WallTime wall) const {
  if (fact.key.kind != FactKind::grace_end || !decision_.limits) return false;
  const Millis longest = std::max(decision_.limits->sign_out_after, kShortestAnswerTime);
  return SessionTime{fact.value.stamp} > SessionTime{std::max(wall.ms, now().ms)} + longest;
}

void Session::forget_forged_extensions() {
  const WallTime wall = timeline_.to_wall(now());
  known_.forget([&](const Fact& fact) { return is_forged_extension(fact, wall); });
}

void Session::read_record(const Input& input) {
  readable_ = input.record.has_value();
  stored_ = {};
  if (!readable_) return;
  const std::size_t dropped = believe(*input.record, input.now.wall, stored_);
  known_.merge(stored_);
  if (dropped > shown_.dropped) {
    report("record-entry-dropped");  // R106
  }
  shown_.dropped = dropped;
}

void Session::hear(const PeerSpoke& event, const Reading& message) {
  const bool plausible = event.at <= now() + kFurthestAhead;
  if (believe(message, timeline_.to_wall(now()), known_) > 0 || !plausible) {
    report("message-dropped");  // R106
  }
  if (plausible) timeline_.raise(event.at);
  // Who spoke may have read the record just before activity here got into it, or after somebody
  // emptied it: then it warns, and would go on to until it reads again.
  const GroupFacts theirs = facts_of(message.facts, *mine_, decision_.group);
  const Phase as_they_see_it = phase_at(decision_.limits, theirs, now());
  if (as_they_see_it.index() > standing().phase.index()) tells_ = true;
  if (known_.size() > kMostKnownFacts) {
    known_.forget([this](const Fact& fact) {
      return !fact.key.id.is_none() && fact.key.id != mine_->id && fact.key.id != config_.session;
    });
  }
}

}  // namespace idleguard
