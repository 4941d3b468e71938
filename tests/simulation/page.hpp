// One page with the real core in it, and around it what bindings/browser/driver.ts does: it stamps
// what happens, reads the record, hands both over, arms one timer and carries out what comes back.
// What a browser does to pages is the business of world.hpp.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/session.hpp"
#include "tests/simulation/replica.hpp"
#include "tests/simulation/store.hpp"

namespace idleguard::simulation {

class World;

/// Something that happened to a page; it waits for a page that does not run.
struct Happening {
  Event event;
  Reading message;
};

struct PageOptions {
  std::int64_t tab = 0;
  std::int64_t account = 0;
  std::int64_t site = 0;
  AppClass app = AppClass::custom;
  std::int64_t policy = 0;
  bool managed = false;  // a managed device, as R54 has it
  bool visible = true;
  bool returned = false;
  std::int64_t loaded_at = 0;  // when its document began to load, on its own clock
};

class Page {
 public:
  Page(World& world, const PageOptions& options, std::int64_t serial);

  /// Handles it, or keeps it until the page runs again.
  void happen(const Event& event, const Reading& message = {});
  /// Trusted input, as bindings/browser/activity.ts records it.
  void input();
  void learn_terms(std::int64_t policy);
  void learn_signals(bool managed);
  /// What waited while the page did not run: overdue timers come first (browsers.md 3).
  void catch_up();

  /// With a record elsewhere it begins when that has answered, or has not for too long.
  void begin();
  // What its replica needs of it.
  Facts stored();
  bool store(const Fact& fact);
  void hears_of_others();
  void has_settled();
  std::int64_t publish_interval() const;

  bool is_awake() const { return !gone && !frozen && !hung && !cached; }
  bool is_running() const { return is_awake() && !begins; }
  MonoTime mono() const;
  std::int64_t due() const;  // when the timer comes, in the machine's time; far away without one
  void timer_fires();
  std::int64_t late_by() const;  // milliseconds; negative until the timer is due
  bool is_overdue() const;       // so much that the core takes it for absence
  /// A lower bound of this tab's session time: what its own clocks alone say since it began.
  std::int64_t lowest() const;

  const Output& output() const { return output_; }
  const Session& session() const { return session_; }
  const PageOptions& options() const { return options_; }
  bool is_ended() const { return output_.status.reason.has_value(); }
  bool shows_prompt() const { return prompt_ends.has_value(); }
  Store::View& view() { return view_; }
  const Facts& view_facts() const { return view_.facts; }

  std::int64_t serial;
  bool frozen = false;
  bool hung = false;
  bool cached = false;
  bool gone = false;
  bool begins = false;      // its core has had no turn yet
  bool began_late = false;  // it did not run meanwhile
  bool visible = true;
  bool covered = false;
  bool claims = false;  // on its way to the sign-out address
  bool asks = false;    // the request is on its way
  std::optional<MonoTime> prompt_ends;
  std::int64_t prompted_at = 0;  // since when the prompt is as it is
  std::int64_t opened_at = 0;
  std::int64_t sign_in = 0;        // of the account, as it began
  std::int64_t running_since = 0;  // without a pause
  std::int64_t visible_since = 0;
  bool away = true;  // something may make the core think that it was away
  std::int64_t handled = 0;
  std::optional<Replica> replica;
  int lost_in_a_row = 0;  // of its exchanges

 private:
  void handle(const Happening& happening);
  bool turn(const Happening& happening);
  void carry_out(const Effect& effect);
  void change_terms();
  std::optional<Reading> read();
  void raise_lowest(const Facts& facts, const Id& generation);
  void go(const Effect& way);
  void work_off();
  std::int64_t on_grid(std::int64_t time) const;

  World& world_;
  PageOptions options_;
  Session session_;
  Output output_;
  Store::View view_;
  std::int64_t seen_up_to_ = 0;       // of the store
  std::optional<Effect> way_out_;     // which waits until the other sites know
  std::int64_t goes_at_ = INT64_MAX;  // if they do not
  std::optional<Terms> terms_;
  std::optional<ClockReading> activity_;
  ClockReading last_input_;
  std::deque<Happening> inbox_;
  std::optional<MonoTime> timer_;
  std::int64_t timer_due_ = 0;
  std::int64_t mono_origin_;
  std::int64_t lowest_ = 0;
  MonoTime lowest_at_;

  friend class World;
};

}  // namespace idleguard::simulation
