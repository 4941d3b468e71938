// Third-party storage that is needed and blocked: what the host wants goes before the column of the
// section in force.
#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using test::m365_at_limit;
using test::Tab;
using test::TabOptions;
using test::World;

namespace {

TabOptions blocked(std::optional<bool> suspends) {
  return {.signals = Signals(Signal::third_party_blocked), .suspends_when_blocked = suspends};
}

TabOptions blocked_in_m365(std::optional<bool> suspends) {
  TabOptions options = blocked(suspends);
  options.app = AppClass::home;
  options.policy = m365_at_limit(minutes(14));
  return options;
}

State state_of(const TabOptions& options) {
  World world;
  return world.open(options).state();
}

}  // namespace

TEST_CASE("blocked suspends Microsoft 365, and no other policy (R145, R147, V35)",
          "[third-party]") {
  CHECK(state_of(blocked_in_m365({})) == State::suspended);
  CHECK(state_of(blocked({})) == State::active);
}

TEST_CASE("a host that wants \"degrade\" keeps Microsoft 365 enforced, too (R147, D10)",
          "[third-party]") {
  World world;
  Tab& tab = world.open(blocked_in_m365(false));
  CHECK(tab.state() == State::active);
  CHECK(tab.decision().condition == Condition::c7);
  world.run(minutes(15));
  CHECK(tab.is_covered());
}

TEST_CASE("a host that wants \"suspend\" suspends any policy, and says why (R147)",
          "[third-party]") {
  World world;
  Tab& tab = world.open(blocked(true));
  CHECK(tab.state() == State::suspended);
  CHECK(tab.decision().condition == Condition::c2);
  world.run(hours(2));
  CHECK_FALSE(tab.is_covered());
}

TEST_CASE("what is not known to be blocked is enforced, whatever the host wants (R148)",
          "[third-party]") {
  CHECK(state_of({.suspends_when_blocked = true}) == State::active);
}

TEST_CASE("nobody is signed out at once when storage turns out to be shared (R63, R147)",
          "[third-party]") {
  World world;
  Tab& tab = world.open(blocked(true));
  world.run(hours(2));
  Signals signals;
  signals.set(Signal::third_party_blocked, false);
  tab.know(signals);
  CHECK(tab.state() == State::active);
  CHECK_FALSE(tab.shows_prompt());
  world.run(minutes(13));
  CHECK(tab.shows_prompt());
}

TEST_CASE("what a host wants for its own tab is not shared with others (R41, R147)",
          "[third-party]") {
  World world;
  world.open(blocked_in_m365(false));
  CHECK(world.open(blocked_in_m365({})).state() == State::suspended);
}
