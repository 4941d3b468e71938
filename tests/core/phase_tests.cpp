#include "core/phase.hpp"

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

constexpr SessionTime kLast{1'700'000'000'000};
const Limits kLimits{.warn_after = minutes(13), .sign_out_after = minutes(15)};

Phase phase_after(Millis idle, const GroupFacts& facts = {.last_activity = kLast}) {
  return phase_at(kLimits, facts, kLast + idle);
}

template <class Expected>
bool is(const Phase& phase) {
  return std::holds_alternative<Expected>(phase);
}

}  // namespace

TEST_CASE("a boundary belongs to the later side (R96)", "[phase]") {
  CHECK(is<Active>(phase_after(minutes(13) - Millis{1})));
  CHECK(is<Warning>(phase_after(minutes(13))));
  CHECK(is<Warning>(phase_after(minutes(15) - Millis{1})));
  CHECK(is<Over>(phase_after(minutes(15))));
}

TEST_CASE("every phase says when the next one comes", "[phase]") {
  CHECK(std::get<Active>(phase_after({})).next == kLast + minutes(13));
  CHECK(std::get<Warning>(phase_after(minutes(14))).ends_at == kLast + minutes(15));
  CHECK(std::get<Over>(phase_after(hours(1))).since == kLast + minutes(15));
}

TEST_CASE("without a prompt the end is the next boundary (R112)", "[phase]") {
  const Limits limits{.warn_after = {}, .sign_out_after = minutes(15)};
  const GroupFacts facts{.last_activity = kLast};
  CHECK(std::get<Active>(phase_at(limits, facts, kLast + minutes(14))).next == kLast + minutes(15));
}

TEST_CASE("an end that some tab has written holds whatever the time (R101)", "[phase]") {
  GroupFacts facts{.last_activity = kLast};
  facts.ended = Finished{kLast, Reason::user};
  CHECK(is<Finished>(phase_after({}, facts)));
  CHECK(is<Finished>(phase_at({}, facts, kLast)));
}

TEST_CASE("an extension moves the end and not the prompt (R43, R119)", "[phase]") {
  GroupFacts facts{.last_activity = kLast};
  facts.grace_end = kLast + minutes(16);
  CHECK(is<Warning>(phase_after(minutes(15), facts)));
  CHECK(is<Over>(phase_after(minutes(16), facts)));
  facts.grace_end = kLast + minutes(2);
  CHECK(is<Over>(phase_after(minutes(15), facts)));
}

TEST_CASE("activity counts until the prompt, and not from then on (R84, R85)", "[phase]") {
  const GroupFacts facts{.last_activity = kLast};
  CHECK(activity_counts(kLimits, facts, kLast + minutes(13) - Millis{1}));
  CHECK_FALSE(activity_counts(kLimits, facts, kLast + minutes(13)));
  CHECK_FALSE(activity_counts(kLimits, facts, kLast + minutes(15)));
  CHECK_FALSE(activity_counts({}, facts, kLast));
}

TEST_CASE("the answer to a prompt is activity too (R116)", "[phase]") {
  Facts facts;
  const Generation generation{.start = kLast, .id = {1, 1}, .session = {}};
  facts.merge({{FactKind::activity, {1, 1}, Group::custom}, {.stamp = kLast.ms + 5}});
  facts.merge({{FactKind::stay, {1, 1}, Group::custom}, {.stamp = kLast.ms + 9}});
  const GroupFacts group = facts_of(facts, generation, Group::custom);
  CHECK(group.last_activity == kLast + Millis{9});
  CHECK(facts_of(facts, generation, Group::outlook).last_activity == kLast);
}
