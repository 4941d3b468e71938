#include "core/publisher.hpp"

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

constexpr SessionTime kNow{1'700'000'000'000};
const Id kMine{1, 1};
const Id kOther{2, 2};

Fact activity(SessionTime at, const Id& id = kMine) {
  return {{FactKind::activity, id, Group::custom}, {.stamp = at.ms}};
}

struct Fixture {
  Publisher publisher;
  Facts known;
  Facts stored;

  Facts due(SessionTime now, bool flush = false) {
    return publisher.due({.known = known,
                          .stored = stored,
                          .generation = kMine,
                          .session = {},
                          .now = now,
                          .interval = seconds(15),
                          .flush = flush});
  }
  std::size_t write(SessionTime now) {
    const auto facts = due(now);
    for (const Fact& fact : facts) stored.merge(fact);
    publisher.note_written(facts, now);
    return facts.size();
  }
};

}  // namespace

TEST_CASE("what the record has is not written again", "[publisher]") {
  Fixture fixture;
  fixture.known.merge(activity(kNow));
  CHECK(fixture.write(kNow) == 1);
  CHECK(fixture.write(kNow + seconds(60)) == 0);
}

TEST_CASE("further activity is held back for the interval, and flushed when asked (R89)",
          "[publisher]") {
  Fixture fixture;
  fixture.known.merge(activity(kNow));
  fixture.write(kNow);
  fixture.known.merge(activity(kNow + seconds(3)));
  CHECK(fixture.due(kNow + seconds(3)).empty());
  CHECK(fixture.due(kNow + seconds(3), true).size() == 1);
  CHECK(fixture.due(kNow + seconds(15)).size() == 1);
}

TEST_CASE("only activity is held back", "[publisher]") {
  Fixture fixture;
  fixture.known.merge(activity(kNow));
  fixture.write(kNow);
  fixture.known.merge({{FactKind::ended, kMine, Group::custom}, {.stamp = kNow.ms}});
  CHECK(fixture.due(kNow).size() == 1);
}

TEST_CASE("a lost write is repeated at once when it is seen (protocol rule 3)", "[publisher]") {
  Fixture fixture;
  fixture.known.merge(activity(kNow));
  fixture.write(kNow);
  fixture.stored = {};
  fixture.stored.merge(activity(kNow - seconds(9)));
  CHECK(fixture.due(kNow + seconds(1)).size() == 1);
}

TEST_CASE("what belongs to a generation that is not ours is nobody's to write", "[publisher]") {
  Fixture fixture;
  fixture.known.merge(activity(kNow, kOther));
  CHECK(fixture.due(kNow).empty());
}

TEST_CASE("a record that keeps nothing is looked at ever more rarely, and then no more (R105)",
          "[publisher]") {
  Fixture fixture;
  fixture.known.merge(activity(kNow));
  SessionTime now = kNow;
  int looks = 0;
  while (looks < 100) {
    fixture.publisher.note_written(fixture.due(now), now);
    const SessionTime next = fixture.publisher.next_look(now + seconds(20), seconds(15));
    if (next == kNever) break;
    now = next;
    ++looks;
  }
  CHECK(looks >= 4);
  CHECK(looks <= 8);
}
