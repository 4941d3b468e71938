#include "core/baseline.hpp"

#include <algorithm>

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

Policy with(Source source, const Section& section) {
  Policy policy;
  policy[source] = section;
  return policy;
}

Verdict judged(const Policy& policy, std::string_view name) {
  const Baseline* baseline = baseline_named(name);
  REQUIRE(baseline != nullptr);
  return judge(policy, *baseline);
}

bool remarks(const Verdict& verdict, std::string_view code) {
  return std::any_of(verdict.remarks.begin(), verdict.remarks.end(),
                     [&](const Remark& each) { return each.code == code; });
}

Policy custom(Millis sign_out_after) {
  return with(Source::custom, custom_section({}, sign_out_after));
}

Policy hardened(Millis timeout) {
  return with(Source::m365, m365_section(timeout, PromptMode::within_limit));
}

}  // namespace

TEST_CASE("each baseline allows what its standard allows, and no millisecond more (R162)",
          "[baseline]") {
  struct Row {
    std::string_view name;
    Millis limit;
  };
  const Row rows[] = {{"nist-aal2", hours(1)}, {"nist-aal3", minutes(15)}, {"pci", minutes(15)},
                      {"psd2", minutes(5)},    {"asvs-l2", minutes(30)},   {"asvs-l3", minutes(15)},
                      {"cis", hours(3)}};
  CHECK(all_baselines().size() == std::size(rows));
  for (const auto& [name, limit] : rows) {
    CAPTURE(std::string(name));
    CHECK(judged(custom(limit), name).meets);
    CHECK_FALSE(judged(custom(limit + Millis{1}), name).meets);
  }
  CHECK(baseline_named("nist") == nullptr);
  CHECK(baseline_named("") == nullptr);
}

TEST_CASE("15 minutes with the prompt at the limit fail PCI, within the limit they meet it (R163)",
          "[baseline]") {
  const auto at_limit = judged(with(Source::m365, m365_section(minutes(15))), "pci");
  CHECK_FALSE(at_limit.meets);
  CHECK(at_limit.worst_case == minutes(16));
  const auto within_limit = judged(hardened(minutes(15)), "pci");
  CHECK(within_limit.meets);
  CHECK(within_limit.worst_case == minutes(15));
}

TEST_CASE("the 20 seconds after waking are told where they would break the limit (R119, R163)",
          "[baseline]") {
  const auto close = judged(with(Source::m365, m365_section(minutes(14))), "pci");
  CHECK(close.meets);
  CHECK(remarks(close, "extends-after-wake"));
  const auto with_room = judged(with(Source::m365, m365_section(minutes(13))), "pci");
  CHECK_FALSE(remarks(with_room, "extends-after-wake"));
  CHECK_FALSE(remarks(judged(hardened(minutes(15)), "pci"), "extends-after-wake"));
}

TEST_CASE("the section with the longest idle time counts (R163)", "[baseline]") {
  Policy policy = custom(minutes(15));
  policy[Source::share_point] = share_point_section(minutes(20), minutes(45));
  policy[Source::azure_portal] = portal_section(minutes(30));
  const auto verdict = judged(policy, "asvs-l2");
  CHECK(verdict.worst_case == minutes(45));
  CHECK(verdict.longest == Source::share_point);
  CHECK_FALSE(verdict.meets);
}

TEST_CASE("sections that m365 sets aside never hold, and do not count (R27)", "[baseline]") {
  Policy policy = hardened(minutes(30));
  policy[Source::outlook] = outlook_section();
  policy[Source::share_point] = share_point_section(hours(1), hours(2));
  CHECK(judged(policy, "asvs-l2").worst_case == minutes(30));
  policy[Source::m365].reset();
  CHECK(judged(policy, "asvs-l2").worst_case == hours(6));
}

TEST_CASE("a portal entry longer than m365 counts beside it (R30)", "[baseline]") {
  Policy policy = hardened(minutes(30));
  policy[Source::azure_portal] = portal_section(hours(2));
  CHECK(judged(policy, "nist-aal2").worst_case == hours(2));
}

TEST_CASE("a document that limits nobody meets no baseline (R163)", "[baseline]") {
  const auto verdict = judged({}, "cis");
  CHECK_FALSE(verdict.meets);
  CHECK_FALSE(verdict.worst_case.has_value());
  CHECK_FALSE(verdict.longest.has_value());
}

TEST_CASE("what users may change as they like limits nobody (R33)", "[baseline]") {
  Section section = portal_section(minutes(5));
  section.only_proposes = true;
  const auto verdict = judged(with(Source::azure_portal, section), "psd2");
  CHECK_FALSE(verdict.meets);
  CHECK_FALSE(verdict.worst_case.has_value());
  CHECK(remarks(verdict, "binds-nobody"));
}

TEST_CASE("a portal that counts the focus has no worst case (R81)", "[baseline]") {
  Policy policy = custom(minutes(5));
  Section section = portal_section(minutes(5));
  section.activity = ActivityRule::focus;
  policy[Source::azure_portal] = section;
  const auto verdict = judged(policy, "cis");
  CHECK_FALSE(verdict.meets);
  CHECK_FALSE(verdict.worst_case.has_value());
  CHECK(verdict.longest == Source::azure_portal);
  CHECK(remarks(verdict, "no-limit-with-focus"));
}

TEST_CASE("an Outlook policy that is off for one kind of session says so; off for both, it is none",
          "[baseline]") {  // R11
  Section section = outlook_section(minutes(30));
  CHECK_FALSE(remarks(judged(with(Source::outlook, section), "cis"), "off-for-some"));
  section.holds_with_sso = false;
  const auto half = judged(with(Source::outlook, section), "cis");
  CHECK(half.meets);
  CHECK(remarks(half, "off-for-some"));
  section.holds_without_sso = false;
  CHECK_FALSE(judged(with(Source::outlook, section), "cis").meets);
}

TEST_CASE("exemptions are told, where there are any (R53)", "[baseline]") {
  CHECK_FALSE(remarks(judged(custom(minutes(15)), "pci"), "exempt-sessions"));
  Section section = custom_section({}, minutes(15));
  section.releases.insert(Condition::c3);
  const auto verdict = judged(with(Source::custom, section), "pci");
  CHECK(verdict.meets);
  CHECK(remarks(verdict, "exempt-sessions"));
}
