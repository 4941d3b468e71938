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

std::vector<Fact> Publisher::due(const Request& request) {
  const bool hold_activity =
      !request.flush && request.now < last_activity_write_ + request.interval;
  std::vector<Fact> due;
  for (const Fact& fact : request.known) {
    const bool ours = fact.key.id.is_none() || std::find(request.ids.begin(), request.ids.end(),
                                                       fact.key.id) != request.ids.end();
    if (!ours) continue;
    const FactValue* stored = request.stored.find(fact.key);
    if (stored != nullptr && !wins(fact.key.kind, fact.value, *stored)) continue;
    if (fact.key.kind == FactKind::activity && hold_activity && stored != nullptr) continue;
    due.push_back(fact);
  }
  if (due.empty()) {
    check_delay_ = kFirstCheck;
    if (check_at_ && request.now >= *check_at_) check_at_.reset();
  }
  return due;
}

std::vector<Fact> Publisher::fresh_of(const std::vector<Fact>& due) const {
  std::vector<Fact> fresh;
  for (const Fact& fact : due) {
    const FactValue* before = attempted_.find(fact.key);
    if (before == nullptr || wins(fact.key.kind, fact.value, *before)) fresh.push_back(fact);
  }
  return fresh;
}

void Publisher::note_written(const std::vector<Fact>& due, SessionTime now) {
  if (due.empty()) return;
  const bool repeated = fresh_of(due).empty();
  check_delay_ = repeated ? check_delay_ * 2 : kFirstCheck;
  check_at_.reset();
  if (check_delay_ <= kLastCheck) check_at_ = now + check_delay_;
  for (const Fact& fact : due) {
    if (fact.key.kind == FactKind::activity) last_activity_write_ = now;
    attempted_.merge(fact);
  }
}

std::optional<SessionTime> Publisher::next_look(SessionTime now, Millis interval) const {
  std::optional<SessionTime> next = check_at_;
  const SessionTime publication = next_activity(interval);
  if (now < publication && (!next || publication < *next)) next = publication;
  return next;
}

SessionTime Publisher::next_activity(Millis interval) const {
  return last_activity_write_ + interval;
}

}  // namespace idleguard
