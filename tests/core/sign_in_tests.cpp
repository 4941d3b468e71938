// Which sign-in is this? Rules 5 and 6 of the record's protocol, with tabs that load, follow,
// return and sign in again (R51, R107). The rules by themselves are tested in generation_tests.cpp.
#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using namespace idleguard::test;

namespace {

FactKey key(FactKind kind, const char* session = "sign-in-1") {
  return {kind, id_of_session(session), Group::custom};
}

}  // namespace

TEST_CASE("two tabs that start at once end up in one generation (protocol rule 5)", "[sign-in]") {
  const auto* session = GENERATE("", "sign-in-1");
  World world;
  Tab& a = world.open({.session = session});
  const auto first = world.record;
  world.record.clear();
  Tab& b = world.open({.session = session});
  for (const auto& [each, value] : first) world.record[each] = value;  // a's write comes late
  world.run(seconds(3));
  a.press_sign_out();
  b.look();
  CHECK(b.is_covered());
}

TEST_CASE("a live tab follows a newer sign-in and takes its activity along (protocol rule 5)",
          "[sign-in]") {
  World world;
  Tab& old = world.open({.session = "sign-in-1"});
  world.run(minutes(5));
  Tab& fresh = world.open({.session = "sign-in-2"});
  world.run(minutes(1));
  old.act();
  world.run(minutes(13));
  CHECK(fresh.prompt_left() == minutes(2));
  CHECK(old.prompt_left() == minutes(2));
}

TEST_CASE(
    "a tab that has ended follows nobody, and asks for no sign-out of the newer session "
    "(protocol rules 5 and 10)",
    "[sign-in]") {
  World world;
  Tab& old = world.open({.session = "sign-in-1"});
  world.run(minutes(5));
  old.freeze();
  Tab& other = world.open({.session = "sign-in-1"});
  other.press_sign_out();
  world.run(seconds(5));
  REQUIRE(world.sign_out_requests == 1);
  Tab& fresh = world.open({.session = "sign-in-2"});
  world.run(seconds(5));
  old.resume();
  CHECK(old.is_covered());
  world.run(seconds(40));
  CHECK(old.is_at_signed_out_page());
  CHECK(world.sign_out_requests == 1);
  CHECK(fresh.state() == State::active);
}

TEST_CASE("a tab past its own deadline does not follow a newer sign-in (protocol rule 5)",
          "[sign-in]") {
  World world;
  Tab& old = world.open({.session = "sign-in-1"});
  old.freeze();
  world.run(minutes(20));
  Tab& fresh = world.open({.session = "sign-in-2"});
  old.resume();
  CHECK(old.is_covered());
  world.run(seconds(40));
  CHECK(world.sign_out_requests == 0);
  CHECK(fresh.state() == State::active);
}

TEST_CASE("signing out and in again with another session value starts anew (protocol rule 6)",
          "[sign-in]") {
  World world;
  world.open({.session = "sign-in-1"}).press_sign_out();
  world.run(seconds(5));
  Tab& again = world.open({.session = "sign-in-2"});
  CHECK(again.state() == State::active);
  world.run(seconds(10));
  CHECK_FALSE(again.is_covered());
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("signing out and in again without session values starts anew (protocol rule 6)",
          "[sign-in]") {
  World world;
  world.open({.session = ""}).press_sign_out();
  world.run(seconds(5));
  Tab& again = world.open({.session = ""});
  CHECK(again.state() == State::active);
  world.run(seconds(10));
  CHECK_FALSE(again.is_covered());
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("a reload never revives what has ended (protocol rule 6)", "[sign-in]") {
  const auto* session = GENERATE("", "sign-in-1");
  World world;
  world.open({.session = session}).press_sign_out();
  world.run(seconds(5));
  Tab& reloaded = world.open({.session = session, .returned = true});
  CHECK(reloaded.is_covered());
  world.run(seconds(40));
  CHECK(reloaded.is_at_signed_out_page());
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE(
    "a page that loads before the request was sent belongs to the ended session "
    "(protocol rule 6)",
    "[sign-in]") {
  World world;
  Tab& first = world.open();
  first.press_sign_out();
  first.crash();
  world.run(seconds(2));
  Tab& second = world.open();
  CHECK(second.is_covered());
  world.run(seconds(40));
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE(
    "one value over two sign-ins: one more sign-out, then a fresh session and a diagnostic, "
    "never a loop (protocol rule 6)",
    "[sign-in]") {
  World world;
  world.open().press_sign_out();
  world.run(seconds(5));
  REQUIRE(world.sign_out_requests == 1);
  Tab& second = world.open();
  CHECK(second.is_covered());
  world.run(seconds(5));
  CHECK(world.sign_out_requests == 2);
  Tab& third = world.open();
  CHECK(third.state() == State::active);
  CHECK(third.reported("session-reused"));
  world.run(seconds(40));
  CHECK_FALSE(third.is_covered());
  Tab& fourth = world.open();
  CHECK(fourth.state() == State::active);
  CHECK(world.sign_out_requests == 2);
}

TEST_CASE("a session that was seen before joins the current one, it starts none (protocol rule 6)",
          "[sign-in]") {
  World world;
  world.open({.session = "sign-in-1"});
  world.run(minutes(1));
  world.open({.session = "sign-in-2"});
  world.run(minutes(1));
  Tab& old_page = world.open({.session = "sign-in-1"});
  Tab& newest = world.open({.session = "sign-in-2"});
  old_page.press_sign_out();
  CHECK(newest.is_covered());
}

TEST_CASE("a sign-out that was never sent does not end the next sign-in", "[sign-in]") {
  World world;
  Tab& tab = world.open({.session = "sign-in-1"});
  tab.press_sign_out();
  tab.crash();
  world.run(hours(8));
  Tab& next_day = world.open({.session = "sign-in-2"});
  CHECK(next_day.state() == State::active);
  world.run(seconds(40));
  CHECK(world.sign_out_requests == 0);
}

TEST_CASE("a new sign-in tidies up what is older than a day, and keeps what is not (R144)",
          "[sign-in]") {
  World world;
  world.open({.session = "sign-in-1"}).press_sign_out();
  world.run(hours(25));
  world.open({.session = "sign-in-2"}).press_sign_out();
  world.run(hours(1));
  world.open({.session = "sign-in-3"});
  CHECK_FALSE(world.record.contains(key(FactKind::ended, "sign-in-1")));
  CHECK(world.record.contains(key(FactKind::ended, "sign-in-2")));
}
