// What bindings/browser/replica.ts does for one page: it keeps the record of the page's site and
// the one that all sites share the same, and asks only when it matters. How long an exchange takes,
// and whether it comes back, is the business of world_sites.cpp.
#pragma once

#include <optional>

#include "core/session.hpp"

namespace idleguard::simulation {

class Page;
class World;

/// Each site signs out at its own server and keeps that alive: this never leaves it.
bool is_shared(const Fact& fact);

class Replica {
 public:
  Replica(World& world, Page& page) : world_(world), page_(page) {}

  /// After every turn of the core.
  void follow(bool wrote);
  /// Now; while an answer is awaited, when it has come.
  void ask();
  void came_into_view();
  /// To question `number`, all that is known there; absent: nothing came in time.
  void answered(std::int64_t number, const std::optional<Facts>& answer);
  /// It tells by itself what is new.
  void heard(const Facts& facts);

  bool is_asking() const { return asking_; }
  std::int64_t number() const { return number_; }
  std::optional<MonoTime> asked_at() const { return asked_at_; }
  /// When a timer comes, in the machine's time; far away without one.
  std::int64_t due() const { return gives_up_at_ < timer_due_ ? gives_up_at_ : timer_due_; }
  void timer_fires();
  /// Timers go by a clock that went on while the machine slept.
  void slept(std::int64_t time);

 private:
  static constexpr std::int64_t kNever = INT64_MAX;

  void ask_once();
  void plan();
  Facts own() const;
  Facts news() const;
  bool take(const Facts& facts);
  bool tells_more(const Facts& facts) const;
  bool is_warned() const;
  std::int64_t age() const;
  std::int64_t until_boundary() const;
  std::int64_t until_pull() const;

  World& world_;
  Page& page_;
  Facts told_;  // what it had, when it last answered
  std::optional<MonoTime> asked_at_;
  std::optional<MonoTime> last_asked_;  // whether or not that was answered
  MonoTime asking_since_;
  Facts sent_;
  std::int64_t number_ = 0;
  int in_vain_ = 0;  // first questions, or such with news, that in a row had no answer
  bool asking_ = false;
  bool again_ = false;
  bool follows_ = false;  // the core has had a turn
  bool watched_ = false;  // a prompt was up at the last turn
  std::int64_t timer_due_ = kNever;
  std::int64_t gives_up_at_ = kNever;
};

}  // namespace idleguard::simulation
