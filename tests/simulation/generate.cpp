#include "tests/simulation/generate.hpp"

#include <algorithm>
#include <array>

#include "core/decision.hpp"
#include "tests/simulation/policies.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/sites.hpp"

namespace idleguard::simulation {
namespace {

// What may go wrong in a run.
enum class Trouble : std::uint8_t {
  hiding,
  freezing,
  hanging,
  crashing,
  reloading,
  caching,
  clocks,
  sleeping,
  store,
  hostile,
  network,
  terms,
  accounts,
};
constexpr int kTroubles = 13;

constexpr std::int64_t kMost = 4 * 60'000;

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed), extra_(~seed) {
    script_.settings.seed = static_cast<std::int64_t>(seed % 1'000'000'007);
    choose_weather();
    choose_settings();
  }

  Script make() {
    const std::int64_t tabs = random_.chance(70) ? random_.between(1, 4) : random_.between(1, 20);
    for (std::int64_t i = 0; i < tabs; ++i) {
      open(i);
      if (random_.chance(30)) wait();
    }
    const std::int64_t acts = random_.chance(80) ? random_.between(2, 25) : random_.between(2, 80);
    for (std::int64_t i = 0; i < acts; ++i) {
      wait();
      tabs_ = tabs;
      act();
    }
    return std::move(script_);
  }

 private:
  void choose_weather() {
    const std::int64_t badness = random_.below(4);
    for (bool& each : troubles_) each = random_.chance(badness * 18);
    // Terms that change make promises about time weaker, and what is forged nearly all.
    if (!random_.chance(40)) troubles_[index(Trouble::terms)] = false;
    if (!random_.chance(40)) troubles_[index(Trouble::hostile)] = false;
    if (!random_.chance(50)) troubles_[index(Trouble::store)] = false;
  }

  void choose_settings() {
    Settings& settings = script_.settings;
    settings.policy = random_.below(kPolicyCount - 1);
    settings.named = random_.chance(70) ? 1 : 0;
    settings.locks = random_.chance(85) ? 1 : 0;
    settings.delay = std::array<std::int64_t, 3>{1, 5, 60}[below(3)];
    if (random_.chance(30)) settings.loss = std::array<std::int64_t, 3>{5, 40, 100}[below(3)];
    if (random_.chance(20)) settings.doubling = 30;
    if (random_.chance(50)) settings.lag = random_.between(1, kLongestLag);
    if (random_.chance(50)) settings.away_lag = random_.between(1, kLongestLag);
    if (random_.chance(30)) settings.hook = random_.between(1, 4000);
    if (extra_.chance(3)) settings.hook = kNeverFinished;
    types_ = extra_.chance(10);
    settings.server = random_.between(2, 3000);
    settings.counts_sleep = random_.chance(30) ? 1 : 0;
    settings.hears_frozen = random_.chance(50) ? 1 : 0;
    if (random_.chance(12)) {
      settings.hub = random_.between(2, 80);
      settings.hub_loss = random_.chance(30) ? random_.between(1, 60) : 0;
      breaks_hub_ = choose_sites(settings, extra_);
    }
    apps_ = apps_of(settings.policy);
  }

  void open(std::int64_t tab) {
    const AppClass app = apps_[random_.chance(50) ? 0 : below(apps_.size())];
    const std::int64_t account = has(Trouble::accounts) ? random_.below(2) : 0;
    add({.act = Act::open, .tab = tab, .value = static_cast<std::int64_t>(app), .other = account});
    touch(app);
    if (has(Trouble::hiding) && random_.chance(60)) add({.act = Act::hide, .tab = tab});
  }

  // Time goes on: by nothing, a little, to just about one of the moments that count, or beyond.
  void wait() {
    switch (random_.below(10)) {
      case 0:
        break;
      case 1:
        at_ += random_.below(3);
        break;
      case 2:
        at_ += random_.below(200);
        break;
      case 3:
      case 4:
        at_ += random_.below(20'000);
        break;
      case 5:
        at_ += random_.below(kMost);
        break;
      default:
        wait_for_boundary();
    }
  }

  void wait_for_boundary() {
    std::int64_t boundary = touched_at_;
    boundary += random_.chance(50) && limits_.warn_after ? limits_.warn_after->count
                                                         : limits_.sign_out_after.count;
    const std::int64_t around = std::array<std::int64_t, 4>{5, 150, 1500, 15'000}[below(4)];
    boundary += random_.between(-around, around);
    if (boundary > at_) at_ = boundary;
  }

  void act() {
    if (breaks_hub_ && extra_.chance(15)) return add({.act = any_of_hub()});
    const std::int64_t tab = random_.below(tabs_);
    const std::int64_t choice = random_.below(100);
    if (choice < 25 && types_) return type(tab);
    if (choice < 25) return touch_and_add({.act = Act::input, .tab = tab});
    if (choice < 40) return touch_and_add({.act = Act::stay, .tab = tab});
    if (choice < 43) return answer_twice(tab);
    if (choice < 45) return add({.act = Act::sign_out, .tab = tab});
    if (choice < 50) return open(tab);
    if (choice < 52) return add({.act = Act::close, .tab = tab});
    trouble(tab);
  }

  // Some inputs in a row, and then perhaps nothing more, however that comes.
  void type(std::int64_t tab) {
    const std::int64_t length = extra_.between(2, 5);
    for (std::int64_t i = 0; i < length; ++i) {
      touch_and_add({.act = Act::input, .tab = tab});
      at_ += extra_.below(4000);
    }
    constexpr std::array kEnds = {Act::hide, Act::close, Act::hang, Act::crash, Act::discard};
    if (extra_.chance(50)) return;
    at_ += extra_.below(10'000);
    const Act end = kEnds[static_cast<std::size_t>(extra_.below(kEnds.size()))];
    const bool is_ordinary = end == Act::hide || end == Act::close;
    if (is_ordinary || has(end == Act::hang ? Trouble::hanging : Trouble::crashing)) {
      add({.act = end, .tab = tab});
    }
  }

  // Two answers in two tabs, within a millisecond or two.
  void answer_twice(std::int64_t tab) {
    touch_and_add({.act = Act::stay, .tab = tab});
    at_ += random_.below(3);
    add({.act = random_.chance(50) ? Act::sign_out : Act::stay, .tab = random_.below(tabs_)});
  }

  void trouble(std::int64_t tab) {
    std::array<Trouble, kTroubles> possible{};
    std::size_t count = 0;
    for (int i = 0; i < kTroubles; ++i) {
      if (troubles_[static_cast<std::size_t>(i)]) possible[count++] = static_cast<Trouble>(i);
    }
    if (count == 0) return touch_and_add({.act = Act::input, .tab = tab});
    page_trouble(possible[below(count)], tab);
  }

  void page_trouble(Trouble trouble, std::int64_t tab) {
    const bool first = random_.chance(50);
    switch (trouble) {
      case Trouble::hiding:
        if (random_.chance(10)) return add({.act = Act::throttle, .value = first ? 60'000 : 1000});
        return add({.act = first ? Act::hide : Act::show, .tab = tab});
      case Trouble::freezing:
        if (first) add({.act = Act::hide, .tab = tab});
        return add({.act = first ? Act::freeze : Act::resume, .tab = tab});
      case Trouble::hanging:
        return add({.act = first ? Act::hang : Act::go_on, .tab = tab});
      case Trouble::crashing:
        return add({.act = first ? Act::crash : Act::discard, .tab = tab});
      case Trouble::reloading:
        if (first) return add({.act = Act::reload, .tab = tab});
        return add({.act = Act::duplicate, .tab = tab, .value = random_.below(20)});
      case Trouble::caching:
        return add({.act = first ? Act::cache : Act::back, .tab = tab});
      default:
        world_trouble(trouble, tab);
    }
  }

  void world_trouble(Trouble trouble, std::int64_t tab) {
    const std::int64_t account = has(Trouble::accounts) ? random_.below(2) : 0;
    switch (trouble) {
      case Trouble::clocks:
        return clock_trouble();
      case Trouble::sleeping:
        return add({.act = Act::sleep, .value = any_length()});
      case Trouble::store: {
        constexpr std::array kActs = {Act::clear, Act::garbage, Act::revert,
                                      Act::fail,  Act::fill,    Act::heal};
        return add({.act = kActs[below(kActs.size())], .other = account + 3 * any_site()});
      }
      case Trouble::hostile:
        if (random_.chance(40)) {
          return add({.act = Act::forge_end, .other = account + 3 * any_site()});
        }
        return add({.act = Act::forge_activity,
                    .value = extra_.chance(20) ? kAbsurd : any_length(),
                    .other = account});
      case Trouble::network:
        return add({.act = random_.chance(50) ? Act::offline : Act::online});
      case Trouble::terms:
        if (random_.chance(30)) {
          return add({.act = Act::signals, .tab = tab, .value = random_.below(2)});
        }
        return add({.act = Act::terms, .tab = tab, .value = random_.below(kPolicyCount)});
      default:
        return touch_and_add({.act = Act::input, .tab = tab});
    }
  }

  void clock_trouble() {
    switch (random_.below(4)) {
      case 0:
        return add({.act = Act::drift, .value = random_.between(-20, 20)});
      case 1:
        return add({.act = Act::stall, .value = random_.below(kMost)});
      default:
        return add(
            {.act = Act::step_clock, .value = random_.chance(50) ? any_length() : -any_length()});
    }
  }

  Act any_of_hub() { return static_cast<Act>(static_cast<int>(Act::hub_down) + extra_.below(3)); }

  std::int64_t any_site() {
    return script_.settings.sites > 1 ? extra_.below(script_.settings.sites) : 0;
  }

  std::int64_t any_length() {
    const std::int64_t most =
        std::array<std::int64_t, 4>{2500, 60'000, kMost, 8 * 3'600'000}[below(4)];
    return random_.below(most);
  }

  void touch_and_add(const Step& step) {
    touched_at_ = at_;
    add(step);
  }
  void touch(AppClass app) {
    const Decision decision = decide(policy_of(script_.settings.policy), app, {});
    if (decision.limits) limits_ = *decision.limits;
    touched_at_ = at_;
  }
  void add(Step step) {
    step.at = at_;
    script_.steps.push_back(step);
  }

  static std::size_t index(Trouble trouble) { return static_cast<std::size_t>(trouble); }
  bool has(Trouble trouble) const { return troubles_[index(trouble)]; }
  std::size_t below(std::size_t n) {
    return static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(n)));
  }

  // The longest that storage was seen to be behind (tests/benchmark/storage-staleness.mjs).
  static constexpr std::int64_t kLongestLag = 350;
  static constexpr std::int64_t kNeverFinished = 3'600'000;

  Random random_;
  Random extra_;  // of what came later: worlds without it stay what they were
  bool types_ = false;
  bool breaks_hub_ = false;
  Script script_;
  std::array<bool, kTroubles> troubles_{};
  std::vector<AppClass> apps_;
  Limits limits_{.sign_out_after = minutes(1)};
  std::int64_t tabs_ = 1;
  std::int64_t at_ = 0;
  std::int64_t touched_at_ = 0;
};

}  // namespace

Script generate(std::uint64_t seed) { return Generator(seed).make(); }

}  // namespace idleguard::simulation
