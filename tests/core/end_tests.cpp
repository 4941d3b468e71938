#include <algorithm>

#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using namespace idleguard::test;

namespace {

// Of the last effect of this name.
std::size_t position(const Tab& tab, const std::string& name) {
  const auto& log = tab.log();
  return static_cast<std::size_t>(log.rend() - std::find(log.rbegin(), log.rend(), name) - 1);
}

}  // namespace

TEST_CASE(
    "the record is written, then the others are told, then the page is covered, then the hook "
    "runs (R123)",
    "[end]") {
  World world;
  Tab& tab = world.open();
  world.run(seconds(20));
  const auto writes_before = tab.count("write");
  tab.press_sign_out();
  REQUIRE(tab.count("write") > writes_before);
  CHECK(position(tab, "write") < position(tab, "post"));
  CHECK(position(tab, "post") < position(tab, "cover"));
  CHECK(position(tab, "cover") < position(tab, "announce end"));
  CHECK(position(tab, "announce end") < position(tab, "run hook"));
  CHECK(position(tab, "run hook") < position(tab, "claim"));
}

TEST_CASE(
    "every tab ends, one asks for the sign-out, the others leave when they see it (R123, R124)",
    "[end]") {
  World world;
  std::vector<Tab*> tabs;
  for (int i = 0; i < 20; ++i) tabs.push_back(&world.open({.visible = i == 0}));
  world.run(minutes(15));
  for (const Tab* tab : tabs) CHECK(tab->is_covered());
  world.run(seconds(5));
  CHECK(world.sign_out_requests == 1);
  CHECK(std::count_if(tabs.begin(), tabs.end(),
                      [](const Tab* tab) { return tab->is_at_signed_out_page(); }) == 19);
  for (const Tab* tab : tabs) CHECK(tab->count("run hook") == 1);
}

TEST_CASE("a hook that never returns delays nothing for more than 3 s (R123)", "[end]") {
  World world;
  Tab& tab = world.open();
  tab.hook_hangs = true;
  tab.press_sign_out();
  world.run(seconds(3) - Millis{1});
  CHECK(tab.count("claim") == 0);
  world.run(seconds(1));
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("a frozen tab ends when it resumes, before anything of it can be used (R124, V30)",
          "[end]") {
  World world;
  Tab& a = world.open();
  Tab& frozen = world.open();
  world.run(minutes(7));
  frozen.freeze();
  world.run(minutes(10));
  REQUIRE(world.sign_out_requests == 1);
  CHECK_FALSE(a.is_open());
  frozen.resume();
  CHECK(frozen.is_covered());
  CHECK(frozen.is_at_signed_out_page());
}

TEST_CASE("a frozen holder of the lock is passed over after 30 s (R98, R125, protocol rule 10)",
          "[end]") {
  World world;
  Tab& holder = world.open();
  Tab& other = world.open();
  holder.press_sign_out();
  REQUIRE(holder.count("claim") == 1);
  holder.freeze();
  world.run(seconds(29));
  CHECK(world.sign_out_requests == 0);
  CHECK(other.is_covered());
  world.run(seconds(5));
  CHECK(world.sign_out_requests == 1);
  holder.resume();
  world.run(seconds(40));
  CHECK(world.sign_out_requests == 1);
  CHECK(holder.is_at_signed_out_page());
}

TEST_CASE("a claimant that vanishes is replaced (R123, protocol rule 10)", "[end]") {
  World world;
  Tab& first = world.open();
  Tab& second = world.open();
  first.press_sign_out();
  first.crash();
  world.run(seconds(35));
  CHECK(world.sign_out_requests == 1);
  CHECK_FALSE(second.is_open());
}

TEST_CASE("without locks the request is sent at least once, and seldom twice (R125)", "[end]") {
  World world;
  world.has_locks = false;
  for (int i = 0; i < 5; ++i) world.open();
  world.run(minutes(16));
  CHECK(world.sign_out_requests >= 1);
  CHECK(world.sign_out_requests <= 2);
}

TEST_CASE("offline at the deadline the page is covered and waits for the network (R134)", "[end]") {
  World world;
  Tab& tab = world.open();
  tab.happen(NetworkChanged{false});
  world.run(minutes(30));
  CHECK(tab.is_covered());
  CHECK(world.sign_out_requests == 0);
  tab.happen(NetworkChanged{true});
  world.run(seconds(5));
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("a sign-out that does not leave the page is asked for again, and the cover stays (R135)",
          "[end]") {
  World world;
  Tab& tab = world.open();
  tab.request_hangs = true;
  tab.press_sign_out();
  world.run(seconds(20));
  CHECK(tab.count("sign out") == 1);
  CHECK(tab.is_covered());
  world.run(seconds(40));
  CHECK(tab.count("sign out") == 2);
}

TEST_CASE("a host's own sign-out that fails is given up for another tab to try", "[end]") {
  World world;
  Tab& tab = world.open();
  tab.request_hangs = true;
  tab.press_sign_out();
  world.run(seconds(2));
  REQUIRE(tab.count("sign out") == 1);
  tab.happen(SignOutReturned{false});
  Tab& other = world.open();
  CHECK(other.is_covered());
  world.run(seconds(40));
  CHECK(tab.count("sign out") + other.count("sign out") >= 2);
}

TEST_CASE("a host's own sign-out that is done leaves for the signed-out page", "[end]") {
  World world;
  Tab& tab = world.open();
  tab.request_hangs = true;
  tab.press_sign_out();
  world.run(seconds(2));
  tab.happen(SignOutReturned{true});
  CHECK(tab.is_at_signed_out_page());
}

TEST_CASE("what has ended says so until it leaves, with its reason (R167, R168)", "[end]") {
  const auto reason = GENERATE(Reason::user, Reason::external, Reason::policy);
  World world;
  Tab& tab = world.open();
  world.messages_lost = true;
  Tab& other = world.open();
  tab.happen(EndChosen{reason});
  other.look();
  CHECK(other.status().reason == reason);
  CHECK(other.state() == State::signing_out);
}

TEST_CASE(
    "a page in the back/forward cache is covered, and uncovered when the session lives (R103)",
    "[end]") {
  World world;
  Tab& tab = world.open();
  world.run(minutes(1));
  tab.happen(PageLeft{true});
  CHECK(tab.is_covered());
  CHECK_FALSE(tab.output().wake_at.has_value());
  tab.freeze();
  world.run(minutes(1));
  tab.resume();
  CHECK_FALSE(tab.is_covered());
}

TEST_CASE(
    "a page that comes back from the cache after the end stays covered and leaves "
    "(R103, R142, V31)",
    "[end]") {
  World world;
  Tab& cached = world.open();
  Tab& other = world.open();
  cached.happen(PageLeft{true});
  cached.freeze();
  other.press_sign_out();
  world.run(seconds(5));
  REQUIRE(world.sign_out_requests == 1);
  cached.resume();
  CHECK(cached.is_covered());
  CHECK(cached.is_at_signed_out_page());
}

TEST_CASE("a prompt that was up when the page was cached is up when it comes back", "[end]") {
  World world;
  Tab& tab = world.open();
  world.run(minutes(13) + seconds(10));
  REQUIRE(tab.shows_prompt());
  tab.happen(PageLeft{true});
  CHECK_FALSE(tab.shows_prompt());
  tab.freeze();
  world.run(seconds(20));
  tab.resume();
  CHECK(tab.prompt_left() == seconds(90));
}

TEST_CASE("who reloads the page whose sign-out waits for the server signs out again (rule 10)",
          "[end]") {
  World world;
  Tab& tab = world.open();
  tab.request_hangs = true;
  tab.press_sign_out();
  world.run(seconds(1));
  REQUIRE(tab.count("sign out") == 1);
  tab.happen(PageLeft{});
  tab.crash();
  world.run(Millis{100});
  const Millis loading{200};
  Tab& reloaded = world.open({.returned = true, .loading = loading});
  CHECK(reloaded.is_covered());
  SECTION("at once") {
    world.run(seconds(1));
    CHECK(world.sign_out_requests == 1);
  }
  SECTION("also after loading it twice") {
    reloaded.happen(PageLeft{});
    reloaded.crash();
    world.run(Millis{100});
    world.open({.returned = true, .loading = loading});
    world.run(seconds(1));
    CHECK(world.sign_out_requests == 1);
  }
}

TEST_CASE("who reloads a page after the sign-out was sent does not send another (rule 10)",
          "[end]") {
  World world;
  Tab& tab = world.open();
  tab.press_sign_out();
  world.run(seconds(5));
  REQUIRE(world.sign_out_requests == 1);
  Tab& reloaded = world.open({.returned = true, .loading = Millis{200}});
  world.run(seconds(40));
  CHECK(world.sign_out_requests == 1);
  CHECK(reloaded.is_at_signed_out_page());
}

TEST_CASE("tabs of another account are untouched (R49, V33)", "[end]") {
  World x;  // a record, a channel and a lock are one account's: accounts are worlds
  World y;
  x.open().press_sign_out();
  Tab& other = y.open();
  y.run(minutes(1));
  CHECK(other.state() == State::active);
}

TEST_CASE("in report mode everything is decided and nothing is shown or ended", "[end]") {
  World world;
  Tab& tab = world.open({.report_only = true});
  world.run(minutes(13));
  CHECK(tab.state() == State::warning);
  world.run(minutes(3));
  CHECK(tab.state() == State::ended);
  CHECK(tab.status().reason == Reason::idle);
  CHECK(tab.count("announce end") == 1);
  for (const auto* name : {"cover", "show prompt", "run hook", "claim", "sign out", "leave"}) {
    CHECK(tab.count(name) == 0);
  }
  CHECK(world.open({.report_only = true}).state() == State::active);
}
