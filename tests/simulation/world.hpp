// A browser, its machine, its user and the server, around pages with the real core: everything that
// the core cannot see, and all that can go wrong with it. A script says what is done, its seed what
// chance does; the same script is the same run, to the last effect.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "tests/simulation/machine.hpp"
#include "tests/simulation/page.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/script.hpp"

namespace idleguard::simulation {

inline constexpr std::size_t kMostTabs = 32;

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
  Store& store(std::int64_t account) { return accounts_[index(account)].store; }
  const Store& store(std::int64_t account) const { return accounts_[index(account)].store; }
  Id session_value(std::int64_t account) const;
  /// How often somebody has signed in.
  std::int64_t sign_in(std::int64_t account) const { return accounts_[index(account)].sign_in; }
  bool is_signed_in(std::int64_t account) const { return accounts_[index(account)].is_signed_in; }
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
  void ask_hub(Page& page, MonoTime asked);

 private:
  struct Account {
    Store store;
    std::int64_t sign_in = 1;
    bool is_signed_in = true;
    Page* lock_holder = nullptr;
  };
  struct Tab {
    Page* page = nullptr;
    bool visible = true;
    bool discarded = false;
    PageOptions options;
    std::int64_t loads_at = -1;
    bool signs_in = false;  // the user does, before it loads
  };
  enum class Due : std::uint8_t { event, claim, takeover, request, commit, answer };
  struct Pending {
    std::int64_t at;
    std::int64_t order;
    Due due;
    Page* page;
    Happening happening;
    MonoTime asked;          // of `answer`
    std::int64_t as_of = 0;  // of `answer`
  };

  static std::size_t index(std::int64_t number) { return static_cast<std::size_t>(number); }
  Account& account_of(const Page& page) { return accounts_[index(page.options().account)]; }
  Tab& tab_of(std::int64_t number) { return tabs_[index(number) % kMostTabs]; }
  std::int64_t next_time() const;
  void go_on_until(std::int64_t end);
  void advance_to(std::int64_t time);
  void turn();
  void later(std::int64_t delay, Due due, Page& page, Happening happening = {});
  void fulfil(Pending& pending);
  void answer_claim(Page& page, bool takeover);
  void answer_hub(Page& page, const Pending& pending);
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
  void forge(const Step& step);
  void heal_all();

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
