// A browser, its machine, its user and the server, around pages with the real core: everything that
// the core cannot see, and all that can go wrong with it. A script says what is done, its seed what
// chance does; the same script is the same run, to the last effect.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "tests/simulation/account.hpp"
#include "tests/simulation/machine.hpp"
#include "tests/simulation/page.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/script.hpp"

namespace idleguard::simulation {

inline constexpr std::size_t kMostTabs = 32;
inline constexpr std::size_t kAccounts = 3;

/// Sees everything and changes nothing.
class Observer {
 public:
  virtual ~Observer() = default;
  /// A step is about to be done to `page`, if it has one and there is one.
  virtual void stepping(const World&, const Step&, const Page*) {}
  virtual void opened(const World&, const Page&) {}
  /// Around one turn of the core.
  virtual void before(const World&, const Page&, const Input&) {}
  virtual void after(const World&, const Page&, const Input&) {}
  /// Trusted input came to `page`; its cover has let it pass, or not.
  virtual void input_came(const World&, const Page&, bool /*reached_app*/) {}
  /// The sign-out address was asked for.
  virtual void requested(const World&, const Page&) {}
  /// Time is about to go on from here.
  virtual void waiting(const World&) {}
  virtual void finished(const World&) {}
};

class World {
 public:
  World(const Script& script, std::vector<Observer*> observers);

  /// Does all the steps; then heals what is broken and waits until everyone must be signed out.
  void run();

  const Machine& machine() const { return machine_; }
  const Settings& settings() const { return script_.settings; }
  Random& chance() { return chance_; }
  const Account& account(std::int64_t number) const { return accounts_[index(number)]; }
  Site& site_of(const Page& page) { return site_of(page.options()); }
  const Site& site_of(const Page& page) const {
    return accounts_[index(page.options().account)].sites[index(page.options().site)];
  }
  Store& store_of(const Page& page) { return site_of(page).store; }
  const Store& store_of(const Page& page) const { return site_of(page).store; }
  Id session_value(const PageOptions& options) const;
  std::int64_t throttle() const { return throttle_; }
  bool is_online() const { return online_; }
  bool is_epilogue() const { return epilogue_; }
  const std::vector<std::unique_ptr<Page>>& pages() const { return pages_; }
  std::int64_t handled() const { return handled_; }
  /// Tabs keep each other busy for ever, and nothing else goes on.
  bool is_stuck() const { return handled_ > 300'000; }
  /// Messages that were lost or doubled.
  std::int64_t messages_spoilt() const { return messages_spoilt_; }
  /// Milliseconds that pages were open, all together.
  std::int64_t tab_time() const { return tab_time_; }

  // What pages do.
  void before(const Page& page, const Input& input);
  void after(const Page& page, const Input& input);
  bool write(Page& page, const Fact& fact);
  void post(const Page& page, const Facts& message, SessionTime at);
  void run_hook(Page& page);
  void claim(Page& page, bool takeover);
  void release(const Page& page);
  void go_to_sign_out(Page& page);
  void leave(Page& page);
  // world_sites.cpp
  void exchange(Page& page, const Facts& news);
  void look(Page& page);

 private:
  struct Tab {
    Page* page = nullptr;
    bool visible = true;
    bool discarded = false;
    PageOptions options;
    std::int64_t loads_at = -1;
    bool signs_in = false;  // the user does, before it loads
  };
  enum class Due : std::uint8_t {
    event,
    claim,
    takeover,
    request,
    commit,
    begin,
    exchange,
    exchange_in_vain,  // nobody hears the answer
    answer,
    told,
  };
  struct Pending {
    std::int64_t at;
    std::int64_t order;
    Due due;
    Page* page;
    Happening happening;
    std::int64_t number;  // of an exchange
  };

  /// Without a record that they share, they have nothing to do with each other.
  std::int64_t number_of_sites() const {
    return settings().hub > 0 ? std::clamp<std::int64_t>(settings().sites, 1, kMostSites) : 1;
  }
  static std::size_t index(std::int64_t number) { return static_cast<std::size_t>(number); }
  static std::size_t account_number(const Step& step) { return index(step.other) % kAccounts; }
  static std::size_t site_number(const Step& step) {
    return index(step.other) / kAccounts % kMostSites;
  }
  Site& site_of(const PageOptions& options) {
    return accounts_[index(options.account)].sites[index(options.site)];
  }
  Account& account_of(const Page& page) { return accounts_[index(page.options().account)]; }
  Tab& tab_of(std::int64_t number) { return tabs_[index(number) % kMostTabs]; }
  std::int64_t next_time() const;
  void go_on_until(std::int64_t end);
  void advance_to(std::int64_t time);
  void turn();
  void later(std::int64_t delay, Due due, Page& page, Happening happening = {},
             std::int64_t number = 0);
  void fulfil(Pending& pending);
  void answer_claim(Page& page, bool takeover);
  void commit(Page& page);

  void perform(const Step& step);
  void change_tab(Tab& tab, const Step& step);
  void change_page(Tab& tab, Page& page, const Step& step);
  void change_machine(const Step& step);
  void change_store(const Step& step);
  void load(Tab& tab, bool returned);
  void show(Tab& tab, bool visible);
  void put_away(Tab& tab, bool says_so);
  void pause(Page& page, bool& how, bool paused);
  void forge(const Step& step, Store& store);
  void heal_all();

  // world_sites.cpp
  void arrive(Pending& pending);
  void tell_sites(const Page& from, const Facts& changes);
  void tell_page(Page& page);
  void hear(const Pending& pending);
  void change_remote(const Step& step);

  Script script_;
  std::vector<Observer*> observers_;
  Random chance_;
  Machine machine_;
  std::vector<Account> accounts_;
  std::array<Tab, kMostTabs> tabs_;
  std::vector<std::unique_ptr<Page>> pages_;
  std::vector<Page*> open_;       // those that are not gone
  std::vector<Pending> pending_;  // a heap
  std::int64_t order_ = 0;
  std::int64_t throttle_ = 1000;
  std::int64_t handled_ = 0;
  std::int64_t tab_time_ = 0;
  std::int64_t messages_spoilt_ = 0;
  std::int64_t extended_by_ = 0;  // for which forgers and changed terms may keep sessions open
  bool online_ = true;
  bool epilogue_ = false;
};

}  // namespace idleguard::simulation
