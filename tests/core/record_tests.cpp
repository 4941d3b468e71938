#include "core/record.hpp"

#include <string>
#include <vector>

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

const Id kId{0x1111111111111111, 0x2222222222222222};
const Id kSession{0x3333333333333333, 0x4444444444444444};
constexpr const char* kHex = "11111111111111112222222222222222";

std::string key_of(const Fact& fact) {
  std::string key;
  append_record_key(key, fact.key);
  return key;
}

std::string value_of(const Fact& fact) {
  std::string value;
  append_record_value(value, fact);
  return value;
}

std::vector<Fact> one_of_each_kind() {
  std::vector<Fact> facts;
  for (std::size_t i = 0; i < kFactKindCount; ++i) {
    Fact fact{{static_cast<FactKind>(i), kId, Group::outlook}, {.stamp = 1'700'000'000'000}};
    if (i > static_cast<std::size_t>(FactKind::retried)) fact.key.group = {};
    if (fact.key.kind == FactKind::ended) fact.value.reason = Reason::external;
    if (fact.key.kind == FactKind::correction) fact.key.id = {};
    if (fact.key.kind == FactKind::generation) {
      fact.key.id = {};
      fact.value.id = kId;
      fact.value.session = kSession;
    }
    facts.push_back(fact);
  }
  return facts;
}

}  // namespace

TEST_CASE("every kind of fact is written and read back the same (protocol rule 1)", "[record]") {
  for (const Fact& fact : one_of_each_kind()) {
    CAPTURE(key_of(fact), value_of(fact));
    CHECK(read_fact(key_of(fact), value_of(fact)) == fact);
  }
}

TEST_CASE("facts of different kinds never share a key (protocol rule 1)", "[record]") {
  const auto facts = one_of_each_kind();
  for (const Fact& a : facts) {
    for (const Fact& b : facts) CHECK((key_of(a) == key_of(b)) == (a == b));
  }
}

TEST_CASE(
    "a value has the same width whatever its time, so that a full disk cannot stop an update "
    "(protocol rule 1)",
    "[record]") {
  const FactKey key{FactKind::activity, kId, Group::custom};
  CHECK(value_of({key, {.stamp = 1}}).size() == value_of({key, {.stamp = 999'999'999'999}}).size());
}

// A hub and an endpoint join what they are given, and know the written form alone: the larger text
// stays, but of ends and of policies that a session keeps the smaller.
TEST_CASE("of two values the written forms tell which one stays (R41, R101)", "[record]") {
  std::vector<FactValue> values;
  for (const std::int64_t stamp : {1LL, 1'700'000'000'000LL, 1'700'000'000'001LL}) {
    for (std::uint8_t reason = 0; reason <= static_cast<std::uint8_t>(Reason::user); ++reason) {
      values.push_back({.stamp = stamp, .reason = static_cast<Reason>(reason)});
    }
    for (const Id& id : {kId, kSession}) {
      for (const Id& session : {Id{}, kId, kSession}) {
        values.push_back({.stamp = stamp, .id = id, .session = session});
      }
    }
  }
  const auto is_of = [](FactKind kind, const FactValue& value) {
    const bool has_id = kind == FactKind::generation || kind == FactKind::policy;
    return value.id.is_none() != has_id && (kind == FactKind::ended || value.reason == Reason{});
  };
  for (const Fact& each : one_of_each_kind()) {
    for (const Group group : kGroups) {
      FactKey key = each.key;
      if (key.kind <= FactKind::policy) key.group = group;
      const bool first_stays =
          key.kind == FactKind::ended ||
          (key.kind == FactKind::policy && group != Group::suite && group != Group::custom);
      for (const FactValue& a : values) {
        for (const FactValue& b : values) {
          if (!is_of(key.kind, a) || !is_of(key.kind, b)) continue;
          const int order = value_of({key, a}).compare(value_of({key, b}));
          CAPTURE(key_of({key, a}), value_of({key, a}), value_of({key, b}));
          REQUIRE(wins(key, a, b) == (first_stays ? order < 0 : order > 0));
        }
      }
    }
  }
}

TEST_CASE("the keys are the protocol's", "[record]") {
  CHECK(key_of({{FactKind::activity, kId, Group::custom}, {}}) == std::string("L:") + kHex + ":4");
  CHECK(key_of({{FactKind::seen, kId}, {}}) == std::string("Z:") + kHex);
  CHECK(key_of({{FactKind::generation, {}}, {}}) == "g");
}

TEST_CASE("an entry that is malformed in any way is no fact (R106)", "[record]") {
  const std::string id = kHex;
  const std::string good_key = "L:" + id + ":4";
  const std::string good_value = "001700000000000";
  REQUIRE(read_fact(good_key, good_value).has_value());

  for (const std::string& key :
       {std::string(), std::string("L"), "L:" + id, "L:" + id + ":9", "L:" + id + ":44", "Q:" + id,
        "l:" + id + ":4", "L:" + id.substr(1) + ":4", "L:" + id + ":4 ", "g:" + id,
        "L:" + std::string(32, 'G') + ":4", std::string(10'000, 'L')}) {
    CAPTURE(key);
    CHECK_FALSE(read_fact(key, good_value).has_value());
  }
  for (const std::string& value :
       {std::string(), std::string("1700000000000"), std::string("-01700000000000"),
        good_value + "x", std::string("0017000000000 0"), std::string("NaN"),
        std::string("00170000000000\xff")}) {
    CAPTURE(value);
    CHECK_FALSE(read_fact(good_key, value).has_value());
  }
  CHECK_FALSE(read_fact("E:" + id + ":4", good_value).has_value());
  CHECK_FALSE(read_fact("E:" + id + ":4", good_value + "bored").has_value());
  CHECK_FALSE(read_fact("g", good_value).has_value());
  CHECK_FALSE(read_fact("g", good_value + std::string(32, '0')).has_value());
  CHECK_FALSE(read_fact("g", good_value + id + std::string(32, '0')).has_value());
  CHECK_FALSE(read_fact("L:" + std::string(32, '0') + ":4", good_value).has_value());
  CHECK_FALSE(read_fact("g", good_value + id + "short").has_value());
}
