// A browser in a bottle: tabs with the real core in each, one record, one channel, one lock and one
// machine with two clocks, all of it values. Time passes only in `run` and `sleep`. What a test
// does to a tab is what a user or a browser would do; what it looks at is what a person would see.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/session.hpp"

namespace idleguard::test {

inline constexpr std::int64_t kEpoch = 1'700'000'000'000;

/// `warn` 0: no prompt.
Policy custom_policy(Millis warn, Millis sign_out);
/// Microsoft 365, with the prompt at the limit.
Policy m365_at_limit(Millis timeout, Millis grace = minutes(1));
/// A policy of one section.
Policy only(Source source, const Section& section);

struct TabOptions {
  AppClass app = AppClass::custom;
  std::optional<Policy> policy = custom_policy(minutes(13), minutes(15));
  Signals signals;
  Preference preference;
  std::optional<TokenClaims> token;
  bool is_fallback = false;
  std::string session = "sign-in-1";
  bool visible = true;
  bool online = true;
  bool returned = false;
  Millis loading;  // how long ago its document began to load
  bool report_only = false;
  bool heartbeat = false;
  std::optional<bool> suspends_when_blocked;
};

class World;

class Tab {
 public:
  /// Real input at this moment; handed over at once only if the core wants it so (R94).
  void act();
  /// What the user, the host or the browser does.
  void happen(const Event& event);
  void press_stay() { happen(StayChosen{}); }
  void press_sign_out() { happen(EndChosen{Reason::user}); }
  void look() { happen(Asked{}); }
  /// The host, or the policy's address, says something new; what is absent stays.
  void adopt(const Policy& policy);
  void know(Signals signals);
  void renew_token(const TokenClaims& token);
  /// No code runs in a frozen tab; messages wait for it.
  void freeze();
  void resume();
  /// Gone without a word.
  void crash();
  /// Keeps seeing the record as it is now, as a process with an old cache does.
  void keep_seeing_old_record();
  void see_record_again() { cache_.reset(); }

  bool is_open() const { return !gone_; }
  bool is_covered() const { return covered_; }
  bool shows_prompt() const { return prompt_ends_.has_value(); }
  /// Until the prompt's end; nothing without a prompt.
  std::optional<Millis> prompt_left() const;
  const Status& status() const { return output_.status; }
  State state() const { return output_.status.state; }
  bool is_at_signed_out_page() const { return left_; }

  /// Every effect so far, by name, in order.
  const std::vector<std::string>& log() const { return log_; }
  std::size_t count(const std::string& name) const;
  bool reported(std::string_view code) const;
  int handled() const { return handled_; }
  int wakes() const { return wakes_; }
  std::optional<WallTime> last_heartbeat() const { return heartbeat_; }
  const Output& output() const { return output_; }
  const Decision& decision() const { return session_.decision(); }
  Signals signals() const { return session_.signals(); }

  bool hook_hangs = false;
  /// When the record was last asked for, as one elsewhere is that takes time to answer; absent: it
  /// is read each time.
  std::optional<Millis> record_asked;  // as the world's `elapsed`
  bool request_hangs = false;

 private:
  friend class World;
  Tab(World& world, const TabOptions& options, std::int64_t number);
  void handle(const Event& event, const Reading& message = {});
  void change(const Terms& terms);
  void carry_out(const Effect& effect);
  ClockReading reading() const;
  std::optional<Millis> until_wake() const;

  World& world_;
  Session session_;
  Terms terms_;  // without the policy
  std::optional<Terms> changed_;
  std::int64_t loaded_at_;  // of the machine's monotonic clock
  Output output_;
  std::optional<ClockReading> activity_;
  std::optional<std::map<FactKey, FactValue>> cache_;
  std::optional<MonoTime> prompt_ends_;
  std::optional<WallTime> heartbeat_;
  std::vector<std::string> log_;
  std::vector<std::string> reports_;
  std::vector<Event> next_;  // raised while effects were carried out
  bool covered_ = false;
  bool frozen_ = false;
  bool gone_ = false;
  bool left_ = false;
  int handled_ = 0;
  int wakes_ = 0;
};

class World {
 public:
  Tab& open(const TabOptions& options = {});
  /// Time passes, and every tab that is due wakes, in order.
  void run(Millis time);
  /// The machine sleeps: the wall clock goes on, the monotonic one does not, and nothing runs.
  void sleep(Millis time);
  void step_wall_clock(Millis by) { wall_shift_ = wall_shift_ + by; }
  /// Since the world began, as both clocks would say without sleep and steps.
  Millis elapsed() const { return {now_}; }

  WallTime wall() const { return {kEpoch + now_ + slept_ + wall_shift_.count}; }

  std::map<FactKey, FactValue> record;
  bool record_readable = true;
  bool record_writable = true;
  bool messages_lost = false;
  bool has_locks = true;
  std::size_t garbage = 0;  // entries of the record that cannot be read
  int sign_out_requests = 0;
  int record_writes = 0;
  int messages = 0;

 private:
  friend class Tab;
  struct Message {
    const Tab* from;
    Reading reading;
    SessionTime at;
  };
  void deliver();
  void claim(Tab& tab, bool takeover);
  void release(const Tab& tab);

  std::vector<std::unique_ptr<Tab>> tabs_;
  std::vector<Message> queue_;
  Tab* lock_holder_ = nullptr;
  std::int64_t now_ = 0;    // of the machine's monotonic clock
  std::int64_t slept_ = 0;  // what the wall clock has and the monotonic one has not
  Millis wall_shift_;
};

}  // namespace idleguard::test
