#include "core/publisher.hpp"

#include <algorithm>

namespace idleguard {
namespace {

constexpr Millis kShortestInterval = seconds(1);
constexpr Millis kLongestInterval = seconds(15);
constexpr Millis kFirstCheck = seconds(1);
// A record that keeps nothing is checked ever more rarely, and then no more.
constexpr Millis kLastCheck = seconds(60);

}  // namespace

Millis Publisher::interval_for(Millis sign_out_after) {
  return std::clamp(sign_out_after / 60, kShortestInterval, kLongestInterval);
}

Facts Publisher::due(const Request& request) {
  const bool hold_activity =
      !request.flush && request.now < last_activity_write_ + request.interval;
  Facts due;
  for (const Fact& fact : request.known) {
    const Id& id = fact.key.id;
    if (!id.is_none() && id != request.generation && id != request.session) continue;
    if (!request.stored.lacks(fact)) continue;
    // What was written before and is gone again is not held back (rule 3).
    const bool is_new = fact.key.kind == FactKind::activity && attempted_.lacks(fact);
    if (is_new && hold_activity && request.stored.find(fact.key) != nullptr) continue;
    due.merge(fact);
  }
  if (due.empty()) {
    check_delay_ = kFirstCheck;
    if (request.now >= check_at_) check_at_ = kNever;
  }
  return due;
}

bool Publisher::is_news(const Facts& due) const {
  return std::any_of(due.begin(), due.end(),
                     [this](const Fact& fact) { return attempted_.lacks(fact); });
}

void Publisher::note_written(const Facts& due, SessionTime now, bool began) {
  if (due.empty()) return;
  check_delay_ = is_news(due) ? kFirstCheck : std::min(check_delay_ * 2, kLastCheck);
  check_at_ = check_delay_ < kLastCheck ? now + check_delay_ : kNever;
  for (const Fact& fact : due) {
    // Written again, because the record has lost it, it starts no new interval.
    const bool is_new = attempted_.merge(fact);
    if (is_new && began && fact.key.kind == FactKind::activity) last_activity_write_ = now;
  }
}

SessionTime Publisher::next_look(SessionTime now, Millis interval) const {
  const SessionTime publication = next_activity(interval);
  if (now >= publication) return check_at_;
  return check_at_ == kNever ? publication : std::min(check_at_, publication);
}

SessionTime Publisher::next_activity(Millis interval) const {
  return last_activity_write_ + interval;
}

}  // namespace idleguard
