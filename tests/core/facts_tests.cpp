#include "core/facts.hpp"

#include <random>

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

const Id kOne{1, 1};
const Id kTwo{2, 2};

Fact fact(FactKind kind, std::int64_t stamp, Id id = kOne, Group group = Group::custom) {
  return {{kind, id, group}, {.stamp = stamp}};
}

// Few keys and few values, so that random sets collide all the time.
Facts random_facts(std::mt19937& random) {
  const auto below = [&](std::uint32_t n) { return random() % n; };
  Facts facts;
  for (auto left = below(12); left > 0; --left) {
    const auto kind = static_cast<FactKind>(below(kFactKindCount));
    const bool is_current = kind == FactKind::generation;
    const bool is_shared = is_current || kind == FactKind::correction;
    FactValue value{.stamp = static_cast<std::int64_t>(1 + below(4))};
    if (kind == FactKind::ended) value.reason = static_cast<Reason>(below(3));
    if (is_current) value.id = below(2) == 0 ? kOne : kTwo;
    facts.merge({{kind,
                  is_shared       ? Id{}
                  : below(2) == 0 ? kOne
                                  : kTwo,
                  is_shared ? Group{} : static_cast<Group>(below(2))},
                 value});
  }
  return facts;
}

Facts merged(Facts a, const Facts& b) {
  a.merge(b);
  return a;
}

}  // namespace

TEST_CASE("merging is commutative, associative and idempotent, so tabs need not agree (R101)",
          "[facts]") {
  std::mt19937 random(20261121);
  for (int round = 0; round < 20'000; ++round) {
    const Facts a = random_facts(random);
    const Facts b = random_facts(random);
    const Facts c = random_facts(random);
    REQUIRE(merged(a, b) == merged(b, a));
    REQUIRE(merged(merged(a, b), c) == merged(a, merged(b, c)));
    REQUIRE(merged(a, a) == a);
    REQUIRE(merged(a, merged(a, b)) == merged(a, b));
  }
}

TEST_CASE("the later activity wins, whichever arrives last (R101)", "[facts]") {
  Facts facts;
  facts.merge(fact(FactKind::activity, 20));
  CHECK_FALSE(facts.lacks(fact(FactKind::activity, 10)));
  facts.merge(fact(FactKind::activity, 10));
  CHECK(facts.time({FactKind::activity, kOne, Group::custom}) == SessionTime{20});
}

TEST_CASE("the earliest end wins and nothing takes an end away (R101)", "[facts]") {
  Facts facts;
  facts.merge(fact(FactKind::ended, 20));
  facts.merge(fact(FactKind::ended, 10));
  facts.merge(fact(FactKind::ended, 30));
  facts.merge(fact(FactKind::activity, 40));
  CHECK(facts.time({FactKind::ended, kOne, Group::custom}) == SessionTime{10});
}

TEST_CASE("what one group does is no business of another (R36)", "[facts]") {
  Facts facts;
  facts.merge(fact(FactKind::activity, 20, kOne, Group::outlook));
  CHECK(facts.time({FactKind::activity, kOne, Group::share_point}) == kNever);
}

TEST_CASE(
    "of two generations started at once the larger start, then the larger id wins "
    "(protocol rule 5)",
    "[facts]") {
  Facts facts;
  facts.merge(generation_fact({.start = {100}, .id = kTwo, .session = {}}));
  facts.merge(generation_fact({.start = {100}, .id = kOne, .session = {}}));
  CHECK(current_generation(facts)->id == kTwo);
  facts.merge(generation_fact({.start = {101}, .id = kOne, .session = {}}));
  CHECK(current_generation(facts)->id == kOne);
}
