// The promises, checked at every turn of every tab against what truly happened (ledger.hpp). Each
// names its rules. The first one that is broken is kept; what follows from it would only confuse.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/ledger.hpp"

namespace idleguard::simulation {

/// How often a promise was put to the test, so that none is kept by never being asked.
struct Checks {
  std::int64_t ends = 0;      // by idleness, against certain activity
  std::int64_t prompts = 0;   // against certain activity
  std::int64_t stays = 0;     // answers before the end
  std::int64_t requests = 0;  // ends without trouble, of which each has one
  std::int64_t covers = 0;    // input that came too late

  void add(const Checks& other);
};

class Oracle : public Observer {
 public:
  /// Which promise was broken, by which page and when; nothing as long as all are kept.
  const std::optional<std::string>& broken() const { return broken_; }
  const Checks& checks() const { return checks_; }

  void stepping(const World& world, const Step& step, const Page* page) override;
  void opened(const World& world, const Page& page) override;
  void before(const World& world, const Page& page, const Input& input) override;
  void after(const World& world, const Page& page, const Input& input) override;
  void input_came(const World& world, const Page& page, bool reached_app) override;
  void requested(const World& world, const Page& page) override;
  void waiting(const World& world) override;
  void finished(const World& world) override;

 private:
  // What a page was like after its last turn.
  struct Past {
    bool begun = false;
    std::int64_t ended_at = -1;
    bool was_told = false;  // of its end
    GroupKey key;
    SessionTime generation_start;
    std::optional<Limits> limits;
    std::int64_t handled_at = 0;
    std::int64_t placed_at = 0;      // since when key and limits are as they are
    std::int64_t perhaps_until = 0;  // if what was done under the prompt counts elsewhere
    std::int64_t covered_at = 0;
    std::int64_t prompt_ends = 0;  // as it was shown last, on the machine's fastest clock
    std::int64_t asked_at = 0;     // for sign-out
    bool before_covered = false;   // at the beginning of this turn
    bool before_prompted = false;
    bool before_late = false;  // its timer last came as late as absence
    bool was_late = false;     // and so it did the time before
  };
  struct AccountState {
    bool faulty = false;            // its store does not do what stores do
    bool cut = false;               // from the record that sites share
    bool forged = false;            // somebody wrote into it
    std::int64_t forged_ahead = 0;  // of the clock
    bool mixed = false;             // its pages do not all have the same terms
    std::int64_t fault_at = -1;
    // The last end of each group that a page brought about.
    struct LastEnd {
      std::int64_t sign_in = 0;
      Id generation;
      std::int64_t at = 0;
      std::int64_t fastest = 0;
    };
    std::array<LastEnd, kGroups.size()> last_ends;
  };

  void require(bool holds, const char* promise, const World& world, const Page* page);
  Past& past_of(const Page& page);
  AccountState& state_of(std::int64_t account) {
    return accounts_[static_cast<std::size_t>(account)];
  }
  bool is_calm(const World& world, std::int64_t account);
  std::int64_t tolerance(const World& world) const;
  std::int64_t spread(const World& world, std::int64_t account);

  // oracle_truth.cpp: what has happened
  std::int64_t latest_now(const World& world, const Page& page);
  void note_input(const World& world, const Page& page);
  void note_stay(const World& world, const Page& page);
  void note_place(const World& world, const Page& page, const Input& input);
  void note_extension(const World& world, const Page& page);
  void note_store(const World& world, const Step& step);
  void check_entry(const World& world, const Page& page, const Input& input);
  static bool is_request_known(const World& world, const Page& page);

  // oracle_way_out.cpp: ends, and the one request that each has
  void check_end(const World& world, const Page& page, const Input& input);
  void note_trouble(const World& world, const Step& step);
  void note_effects(const World& world, const Page& page, const Input& input);
  void check_requests(const World& world, std::size_t site);

  // oracle.cpp: what must hold
  void check_not_early(const World& world, const Page& page, const Input& input);
  void check_not_late(const World& world, const Page& page);
  bool is_kept(const World& world, const GroupKey& key);
  void check_punctual(const World& world, const Page& page);
  void check_agreement(const World& world);

  Ledger ledger_;
  Checks checks_;
  std::vector<Past> pasts_;
  std::array<AccountState, 3> accounts_;
  std::int64_t slow_at_ = 0;  // when timers of hidden pages last came so seldom that all are late
  std::optional<std::string> broken_;
};

}  // namespace idleguard::simulation
