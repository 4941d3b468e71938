// The eleven rules of the record's protocol, as far as they show in the core. Each test names its
// rule; rules 5 and 6 are sign_in_tests.cpp, rules 1 and 2 also have the tests of the record's
// text, rule 4 those of the clock.
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
  std::vector<FactKind> written;
  for (const Effect& effect : tab.output().effects) {
    if (const auto* write = std::get_if<WriteRecord>(&effect)) {
      written.push_back(write->fact.key.kind);
    }
  }
  REQUIRE(written.size() >= 2);
  CHECK(written.back() == FactKind::generation);
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
  world.messages_lost = true;  // else the other tab would tell what it knows
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
