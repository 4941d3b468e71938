// The eleven rules of the record's protocol, as far as they show in the core. Each test names its
// rule; rules 1 and 2 also have the tests of the record's text, rule 4 those of the clock.
#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using namespace idleguard::test;

namespace {

FactKey key(FactKind kind, const char* session = "sign-in-1") {
  return {kind, id_of_session(session), Group::custom};
}

}  // namespace

TEST_CASE("an activity write of a tab that knows less cannot erase an end (protocol rule 1)",
          "[protocol]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open();
  world.run(seconds(30));
  b.keep_seeing_old_record();
  world.messages_lost = true;
  a.press_sign_out();
  b.act();  // writes its activity, knowing nothing of the end
  REQUIRE(world.record.contains(key(FactKind::ended)));
  b.see_record_again();
  b.look();
  CHECK(b.is_covered());
}

TEST_CASE("a new generation is written behind the facts that belong to it (protocol rule 2)",
          "[protocol]") {
  World world;
  Tab& tab = world.open();
  const auto& effects = tab.output().effects;
  REQUIRE(effects.size() >= 2);
  const auto* last = std::get_if<WriteRecord>(&effects.back());
  REQUIRE(last != nullptr);
  CHECK(last->fact.key.kind == FactKind::generation);
}

TEST_CASE("a missing activity means the start of the generation (protocol rule 2)", "[protocol]") {
  World world;
  Tab& tab = world.open();
  CHECK(tab.status().last_activity == WallTime{kEpoch});
  world.run(minutes(13));
  CHECK(tab.shows_prompt());
}

TEST_CASE(
    "activity is published at once, then trailing, so that little is ever missing "
    "(protocol rule 3)",
    "[protocol]") {
  World world;
  Tab& tab = world.open();
  world.run(seconds(30));
  tab.act();
  CHECK(world.record.at(key(FactKind::activity)).stamp == kEpoch + seconds(30).count);
  world.run(seconds(3));
  tab.act();
  CHECK(world.record.at(key(FactKind::activity)).stamp == kEpoch + seconds(30).count);
  world.run(seconds(12));
  CHECK(world.record.at(key(FactKind::activity)).stamp == kEpoch + seconds(33).count);
}

TEST_CASE("a write that an older one has replaced is written again after 1 s (protocol rule 3)",
          "[protocol]") {
  World world;
  Tab& tab = world.open();
  world.run(seconds(30));
  tab.act();
  world.record[key(FactKind::activity)] = {.stamp = kEpoch + seconds(5).count};
  world.run(seconds(1));
  CHECK(world.record.at(key(FactKind::activity)).stamp == kEpoch + seconds(30).count);
}

TEST_CASE("two tabs that start at once end up in one generation (protocol rule 5)", "[protocol]") {
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
          "[protocol]") {
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
    "[protocol]") {
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
          "[protocol]") {
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
          "[protocol]") {
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
          "[protocol]") {
  World world;
  world.open({.session = ""}).press_sign_out();
  world.run(seconds(5));
  Tab& again = world.open({.session = ""});
  CHECK(again.state() == State::active);
  world.run(seconds(10));
  CHECK_FALSE(again.is_covered());
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("a reload never revives what has ended (protocol rule 6)", "[protocol]") {
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
    "[protocol]") {
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
    "[protocol]") {
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
          "[protocol]") {
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

TEST_CASE("a sign-out that was never sent does not end the next sign-in", "[protocol]") {
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

TEST_CASE(
    "a deadline is acted on only after the record was read again, and the page is covered "
    "meanwhile (protocol rule 7)",
    "[protocol]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open();
  b.freeze();
  b.keep_seeing_old_record();  // a process that was stopped sees storage as it was
  world.run(minutes(10));
  a.act();
  world.run(minutes(6));
  b.resume();
  CHECK(b.is_covered());
  CHECK_FALSE(world.record.contains(key(FactKind::ended)));
  b.see_record_again();
  world.run(seconds(1));
  CHECK_FALSE(b.is_covered());
  CHECK(b.state() == State::active);
  CHECK(a.state() == State::active);
}

TEST_CASE(
    "an answer at the last moment is still seen by a tab that is a little behind "
    "(protocol rule 7)",
    "[protocol]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open();
  world.run(minutes(15) - Millis{10});
  world.messages_lost = true;
  b.keep_seeing_old_record();
  a.press_stay();
  world.run(Millis{20});
  CHECK(b.is_covered());
  b.see_record_again();
  world.run(seconds(1));
  CHECK_FALSE(b.is_covered());
  CHECK(a.state() == State::active);
}

TEST_CASE("a record that was emptied is written again by a live tab (protocol rule 8)",
          "[protocol]") {
  World world;
  Tab& tab = world.open();
  world.run(seconds(30));
  tab.act();
  world.run(seconds(3));
  const auto before = world.record;
  world.record.clear();
  tab.look();
  CHECK(world.record == before);
}

TEST_CASE("a record that was emptied gets its end back from a tab that has ended (protocol rule 8)",
          "[protocol]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open();
  b.freeze();
  a.hook_hangs = true;
  a.press_sign_out();
  world.record.clear();
  world.run(seconds(2));
  CHECK(world.record.contains(key(FactKind::ended)));
  b.resume();
  CHECK(b.is_covered());
}

TEST_CASE(
    "the holder of the lock reads again before it asks, for a lock alone is not once "
    "(protocol rule 10)",
    "[protocol]") {
  World world;
  Tab& a = world.open();
  Tab& late = world.open();
  late.freeze();
  a.press_sign_out();
  world.run(seconds(5));
  REQUIRE(world.sign_out_requests == 1);
  late.keep_seeing_old_record();
  late.resume();
  world.run(Millis{300});
  late.see_record_again();
  world.run(seconds(5));
  CHECK(world.sign_out_requests == 1);
  CHECK(late.is_at_signed_out_page());
}

TEST_CASE(
    "the fact that the request was sent is written when the page goes, not before "
    "(protocol rule 10)",
    "[protocol]") {
  World world;
  Tab& tab = world.open();
  tab.request_hangs = true;
  tab.press_sign_out();
  world.run(seconds(3));
  REQUIRE(tab.count("sign out") == 1);
  CHECK_FALSE(world.record.contains(key(FactKind::requested)));
  tab.happen(PageLeft{});
  CHECK(world.record.contains(key(FactKind::requested)));
}

TEST_CASE("a new sign-in tidies up what is older than a day, and keeps what is not (R144)",
          "[protocol]") {
  World world;
  world.open({.session = "sign-in-1"}).press_sign_out();
  world.run(hours(25));
  world.open({.session = "sign-in-2"}).press_sign_out();
  world.run(hours(1));
  world.open({.session = "sign-in-3"});
  CHECK_FALSE(world.record.contains(key(FactKind::ended, "sign-in-1")));
  CHECK(world.record.contains(key(FactKind::ended, "sign-in-2")));
}
