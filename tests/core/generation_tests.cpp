#include "core/generation.hpp"

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

constexpr SessionTime kNow{1'700'000'000'000};
const Id kFresh{7, 7};
const Id kA = id_of_session("a");
const Id kB = id_of_session("b");

// A record with one generation of session `a`, started an hour ago.
struct Record {
  Facts facts;

  Record() {
    add(FactKind::seen, kA, kNow - hours(1));
    facts.merge(generation_fact({.start = kNow - hours(1), .id = kA, .session = kA}));
  }
  void add(FactKind kind, const Id& id, SessionTime at) {
    facts.merge({{kind, id, kind == FactKind::seen ? Group{} : Group::custom}, {.stamp = at.ms}});
  }
};

Entry enter_as(const Record& record, const Id& session, Millis age = seconds(1),
               bool returned = false) {
  const Arrival arrival{.session = session,
                        .fresh_id = kFresh,
                        .group = Group::custom,
                        .load = {.origin = kNow - age, .returned = returned}};
  return enter(record.facts, arrival, kNow);
}

}  // namespace

TEST_CASE("the first page of all starts a generation, named for the host's session",
          "[generation]") {
  Record empty;
  empty.facts = {};
  const Entry named = enter_as(empty, kA);
  CHECK(named.starts);
  CHECK(named.generation.id == kA);
  const Entry unnamed = enter_as(empty, {});
  CHECK(unnamed.starts);
  CHECK(unnamed.generation.id == kFresh);
}

TEST_CASE("a page of the current session joins it (R46)", "[generation]") {
  const Entry entry = enter_as({}, kA);
  CHECK_FALSE(entry.starts);
  CHECK(entry.generation.id == kA);
}

TEST_CASE("a page without a session value joins what lives (R52)", "[generation]") {
  CHECK_FALSE(enter_as({}, {}).starts);
}

TEST_CASE("another session value is a new sign-in and starts behind the old one (protocol rule 5)",
          "[generation]") {
  Record record;
  record.facts.merge(generation_fact({.start = kNow + seconds(5), .id = kA, .session = kA}));
  const Entry entry = enter_as(record, kB);
  CHECK(entry.starts);
  CHECK(entry.generation.start == kNow + seconds(5) + Millis{1});
}

TEST_CASE("a session that was seen before joins the current one (protocol rule 6)",
          "[generation]") {
  Record record;
  record.add(FactKind::seen, kB, kNow - hours(2));
  const Entry entry = enter_as(record, kB);
  CHECK_FALSE(entry.starts);
  CHECK(entry.generation.id == kA);
}

TEST_CASE("a page of a session that has ended is an ended page (protocol rule 6)", "[generation]") {
  Record record;
  record.add(FactKind::ended, kA, kNow - seconds(10));
  CHECK_FALSE(enter_as(record, kA).starts);
  record.add(FactKind::requested, kA, kNow - seconds(5));
  CHECK_FALSE(enter_as(record, kA, seconds(6)).retries);
  CHECK(enter_as(record, kA, seconds(4)).retries);
  CHECK_FALSE(enter_as(record, kA, seconds(4), true).retries);
}

TEST_CASE("a page of a session that ended and was followed by another stays ended",
          "[generation]") {
  Record record;
  record.add(FactKind::ended, kA, kNow - minutes(10));
  record.add(FactKind::requested, kA, kNow - minutes(9));
  record.facts.merge(generation_fact({.start = kNow - minutes(5), .id = kB, .session = kB}));
  const Entry cached = enter_as(record, kA, minutes(20));
  CHECK_FALSE(cached.starts);
  CHECK(cached.generation.id == kA);
  CHECK(enter_as(record, kB).generation.id == kB);
}

TEST_CASE("an end without a request is the end of whoever loads now (protocol rule 6)",
          "[generation]") {
  Record record;
  record.add(FactKind::ended, kA, kNow - seconds(10));
  CHECK_FALSE(enter_as(record, {}).starts);
  CHECK_FALSE(enter_as(record, kB).starts);
}

TEST_CASE("an end that nobody followed up is no end of a later sign-in", "[generation]") {
  Record record;
  record.add(FactKind::ended, kA, kNow - seconds(61));
  CHECK(enter_as(record, kB).starts);
  CHECK_FALSE(enter_as(record, {}).starts);
  Record old;
  old.add(FactKind::ended, kA, kNow - hours(25));
  CHECK(enter_as(old, {}).starts);  // R144
}

TEST_CASE(
    "after the request a page without a session value is a new sign-in, unless it returns "
    "(protocol rule 6)",
    "[generation]") {
  Record record;
  record.add(FactKind::ended, kA, kNow - minutes(2));
  record.add(FactKind::requested, kA, kNow - minutes(2));
  CHECK(enter_as(record, {}).starts);
  CHECK_FALSE(enter_as(record, {}, seconds(1), true).starts);
  CHECK_FALSE(enter_as(record, {}, minutes(3)).starts);
}

TEST_CASE("a request that lies in the future is no reason to begin anew (protocol rule 6)",
          "[generation]") {
  Record record;
  record.add(FactKind::ended, kA, kNow - minutes(2));
  record.add(FactKind::requested, kA, kNow + minutes(2));
  const Entry entry = enter_as(record, kA);
  CHECK_FALSE(entry.starts);
  CHECK_FALSE(entry.retries);
}

TEST_CASE(
    "a value that is reused over a sign-in: retried once, then a fresh generation "
    "(protocol rule 6)",
    "[generation]") {
  Record record;
  record.add(FactKind::ended, kA, kNow - minutes(2));
  record.add(FactKind::requested, kA, kNow - minutes(2));
  CHECK(enter_as(record, kA).retries);
  record.add(FactKind::retried, kA, kNow - minutes(1));
  const Entry entry = enter_as(record, kA);
  CHECK(entry.starts);
  CHECK(entry.reused);
  CHECK(entry.generation.id == kFresh);
  CHECK(entry.generation.session == kA);
}
