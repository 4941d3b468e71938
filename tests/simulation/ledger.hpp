// What truly happened, kept apart from what any tab believes: who did what when, what everybody
// else must know of it by now, and until when the session may last at most. The measure is the
// machine's fastest time (machine.hpp), which no session time is ahead of.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tests/simulation/world.hpp"

namespace idleguard::simulation {

/// One group of one sign-in of one account.
struct GroupKey {
  std::int64_t account = 0;
  Id generation;
  Group group = Group::custom;

  friend bool operator==(const GroupKey&, const GroupKey&) = default;
};

struct GroupTruth {
  GroupKey key;
  /// The latest activity that every tab must take into account; negative: nothing is certain.
  std::int64_t certain = -1;
  const Page* certain_of = nullptr;  // whose activity it is
  /// The record was emptied since, and `certain_of` alone can say it again (rule 8); negative: no.
  std::int64_t emptied_at = -1;
  std::int64_t limit = 0;  // as a tab of it last had it
  /// No tab may believe that it lasts longer than this.
  std::int64_t latest_end = 0;
  std::int64_t stayed_at = -1'000'000;  // the machine's time
  std::int64_t ended_at = -1;           // the same; negative: it has not
  std::size_t end = 0;                  // of `Ledger::ends`
};

/// How one site signs out; each has its own server to ask.
struct WayOut {
  int requests = 0;           // no more than its end has makers
  std::int64_t sign_in = 0;   // of the tab that asked last
  std::int64_t sent_at = -1;  // when the tab that asked last has gone
  bool troubled = false;      // whoever was to ask has died, or could not be sure
  bool superseded = false;    // another sign-in began before
  bool was_left = false;      // somebody relied on the request having been sent
};

/// An end, whose groups share one request for sign-out on each site.
struct End {
  std::int64_t account = 0;
  Id generation;
  std::int64_t stamp = 0;  // groups that ended at the same instant are signed out together
  int makers = 0;          // tabs that ended groups of it, each without knowing of the others
  std::array<WayOut, kMostSites> sites;

  WayOut& of(const Page& page) { return sites[static_cast<std::size_t>(page.options().site)]; }
  void trouble() {
    for (WayOut& each : sites) each.troubled = true;
  }
};

class Ledger {
 public:
  GroupTruth& of(const GroupKey& key);
  GroupTruth* find(const GroupKey& key);
  std::vector<GroupTruth>& groups() { return groups_; }
  std::vector<End>& ends() { return ends_; }

  /// Activity in `page` that counts, and that others must know from `due` on (the machine's time).
  void note_deed(const Page& page, const GroupKey& key, std::int64_t fastest, std::int64_t due);
  /// Everything that this page knows is written.
  void flush(const Page& page, std::int64_t now);
  /// What it has not written yet is lost; or comes later, when it goes on.
  void lose(const Page& page, std::int64_t now);
  void hold_up(const Page& page, std::int64_t now);
  void go_on(const Page& page, std::int64_t now);
  /// The record has lost or changed something: nothing is certain any more.
  void forget(std::int64_t account);
  /// The record is empty; who did something still knows it.
  void empty(std::int64_t account, std::int64_t now);
  /// The latest certain activity for `page`, which knows its own at once; negative: none.
  std::int64_t certain_for(const Page& page, GroupTruth& truth, std::int64_t now);

  /// The end with this stamp, begun now unless there is one.
  std::size_t end_of(std::int64_t account, const Id& generation, std::int64_t stamp);

 private:
  struct Deed {
    const Page* page;
    GroupKey key;
    std::int64_t fastest;
    std::int64_t due;
    bool held_up;  // its page does not run
  };
  void settle(std::int64_t now);

  std::vector<GroupTruth> groups_;
  std::vector<Deed> deeds_;
  std::vector<End> ends_;
};

}  // namespace idleguard::simulation
