#include "tests/simulation/ledger.hpp"

#include <algorithm>

namespace idleguard::simulation {
namespace {

// After a pause, overdue timers come at once, and so does what was to be written.
constexpr std::int64_t kAfterPause = 1500;

}  // namespace

GroupTruth* Ledger::find(const GroupKey& key) {
  for (GroupTruth& each : groups_) {
    if (each.key == key) return &each;
  }
  return nullptr;
}

GroupTruth& Ledger::of(const GroupKey& key) {
  if (GroupTruth* found = find(key)) return *found;
  groups_.push_back({.key = key});
  return groups_.back();
}

void Ledger::note_deed(const Page& page, const GroupKey& key, std::int64_t fastest,
                       std::int64_t due) {
  deeds_.push_back({&page, key, fastest, due, false});
}

void Ledger::flush(const Page& page, std::int64_t now) {
  for (Deed& deed : deeds_) {
    if (deed.page == &page) deed.due = std::min(deed.due, now);
  }
}

void Ledger::lose(const Page& page, std::int64_t now) {
  settle(now);
  std::erase_if(deeds_, [&](const Deed& deed) { return deed.page == &page; });
}

void Ledger::hold_up(const Page& page, std::int64_t now) {
  settle(now);
  for (Deed& deed : deeds_) {
    if (deed.page == &page) deed.held_up = true;
  }
}

void Ledger::go_on(const Page& page, std::int64_t now) {
  for (Deed& deed : deeds_) {
    if (deed.page != &page || !deed.held_up) continue;
    deed.held_up = false;
    deed.due = now + kAfterPause;
  }
}

void Ledger::forget(std::int64_t account) {
  std::erase_if(deeds_, [&](const Deed& deed) { return deed.key.account == account; });
  for (GroupTruth& each : groups_) {
    if (each.key.account == account) each.certain = -1;
  }
}

void Ledger::empty(std::int64_t account, std::int64_t now) {
  settle(now);
  std::erase_if(deeds_, [&](const Deed& deed) { return deed.key.account == account; });
  for (GroupTruth& each : groups_) {
    if (each.key.account == account) each.emptied_at = now;
  }
}

void Ledger::settle(std::int64_t now) {
  std::erase_if(deeds_, [&](const Deed& deed) {
    if (deed.held_up || deed.due > now) return false;
    GroupTruth& truth = of(deed.key);
    if (deed.fastest > truth.certain) {
      truth.certain = deed.fastest;
      truth.certain_of = deed.page;
      truth.emptied_at = -1;
    }
    return true;
  });
}

std::int64_t Ledger::certain_for(const Page& page, GroupTruth& truth, std::int64_t now) {
  settle(now);
  const Page* knows = truth.certain_of;
  const bool is_kept = truth.emptied_at < 0 || (knows != nullptr && knows->is_running() &&
                                                knows->running_since <= truth.emptied_at);
  std::int64_t latest = is_kept ? truth.certain : -1;
  for (const Deed& deed : deeds_) {
    if (deed.page == &page && deed.key == truth.key) latest = std::max(latest, deed.fastest);
  }
  return latest;
}

std::size_t Ledger::end_of(std::int64_t account, const Id& generation, std::int64_t stamp) {
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    const End& end = ends_[i];
    if (end.account == account && end.generation == generation && end.stamp == stamp) return i;
  }
  ends_.push_back({.account = account, .generation = generation, .stamp = stamp});
  return ends_.size() - 1;
}

}  // namespace idleguard::simulation
