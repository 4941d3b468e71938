// A record elsewhere (rule 9 of the protocol): what the page reads is a copy, as old as the last
// answer. The core is told how old; it covers when it must, and ends nobody on an old copy alone.
#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using test::Tab;
using test::World;

namespace {

// On one site; what others write elsewhere comes with an answer, and no messages.
Tab& open_on_a_site(World& world) {
  world.messages_lost = true;
  Tab& tab = world.open({});
  tab.record_asked = world.elapsed();
  return tab;
}

void answer(World& world, Tab& tab) {
  tab.record_asked = world.elapsed();
  tab.look();
}

}  // namespace

TEST_CASE("at the deadline the page is covered, whether or not the hub answers (rule 9)",
          "[remote]") {
  World world;
  Tab& tab = open_on_a_site(world);
  world.run(minutes(15) - Millis{1});
  CHECK_FALSE(tab.is_covered());
  world.run(Millis{1});
  CHECK(tab.is_covered());
}

TEST_CASE("a hub that stays silent ends the session after nine seconds more (rule 9)", "[remote]") {
  World world;
  Tab& tab = open_on_a_site(world);
  world.run(minutes(15) + seconds(8));
  CHECK(tab.is_covered());
  CHECK(world.sign_out_requests == 0);
  const int handled = tab.handled();
  world.run(seconds(4));
  CHECK(world.sign_out_requests == 1);
  CHECK(tab.handled() - handled < 12);  // it does not ask without end
}

TEST_CASE("a hub that is silent is asked again every three seconds (rule 9)", "[remote]") {
  World world;
  Tab& tab = open_on_a_site(world);
  world.run(minutes(15) + Millis{600});
  const int wakes = tab.wakes();
  world.run(seconds(7));
  CHECK(tab.wakes() - wakes >= 2);
}

TEST_CASE("an answer from after the deadline ends the session at once (rule 9)", "[remote]") {
  World world;
  Tab& tab = open_on_a_site(world);
  world.run(minutes(15) + Millis{700});
  CHECK(tab.is_covered());
  answer(world, tab);
  world.run(seconds(2));
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("an answer that knows of activity on another site takes the cover off (rule 9)",
          "[remote]") {
  World world;
  Tab& tab = open_on_a_site(world);
  Tab& other = world.open({});
  tab.keep_seeing_old_record();
  world.run(minutes(12));
  other.act();
  world.run(minutes(3) + seconds(1));
  REQUIRE(tab.is_covered());
  tab.see_record_again();
  answer(world, tab);
  CHECK_FALSE(tab.is_covered());
  world.run(seconds(20));
  CHECK(world.sign_out_requests == 0);
}
