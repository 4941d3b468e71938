#include "tests/core/support/catch.hpp"
#include "tests/core/support/policy_reading.hpp"

using namespace idleguard;
using namespace idleguard::test;

TEST_CASE("our own document is read, every section of it", "[policy]") {
  const auto reading = read(
      R"({ "version": 1, "refresh": "00:10:00",
           "custom": { "warnAfter": "00:13:00", "signOutAfter": "00:15:00",
                       "exempt": ["keepMeSignedIn", "managedDevice"] },
           "m365": { "timeout": "01:00:00", "promptMode": "withinLimit",
                     "pointerMotion": false },
           "sharePoint": { "Enabled": true, "WarnAfter": "00:45:00", "SignOutAfter": "01:00:00" },
           "outlook": { "ActivityBasedAuthenticationTimeoutEnabled": true,
                        "ActivityBasedAuthenticationTimeoutInterval": "05:00:00",
                        "ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled": false,
                        "prompt": true },
           "azurePortal": { "timeout": "00:30:00", "idleness": "focus" } })");
  REQUIRE(reading.policy.has_value());
  CHECK(reading.problems.empty());
  CHECK(reading.warnings.empty());
  CHECK(reading.refresh == minutes(10));
  const Policy& policy = *reading.policy;
  Section custom = custom_section(minutes(13), minutes(15));
  for (const Condition row : {Condition::c3, Condition::c5, Condition::c6}) {
    custom.releases.insert(row);
  }
  CHECK(policy[Source::custom] == custom);
  Section m365 = m365_section(hours(1), PromptMode::within_limit);
  m365.pointer_motion = false;
  CHECK(policy[Source::m365] == m365);
  CHECK(policy[Source::share_point] == share_point_section(minutes(45), hours(1)));
  Section outlook = outlook_section(hours(5));
  outlook.holds_with_sso = false;
  outlook.prompt = PromptMode::within_limit;
  CHECK(policy[Source::outlook] == outlook);
  Section portal = portal_section(minutes(30));
  portal.activity = ActivityRule::focus;
  CHECK(policy[Source::azure_portal] == portal);
}

TEST_CASE("what is left out takes its default (R2, R110)", "[policy]") {
  const auto empty = read(R"({"version":1})");
  REQUIRE(empty.policy.has_value());
  for (const Source source :
       {Source::custom, Source::m365, Source::share_point, Source::outlook, Source::azure_portal}) {
    CHECK_FALSE((*empty.policy)[source].has_value());
  }
  CHECK((*read_section("m365", R"({"timeout":"00:05:00"})").policy)[Source::m365] ==
        m365_section(minutes(5), PromptMode::at_limit, minutes(1)));
  CHECK((*read_section("outlook", "{}").policy)[Source::outlook] == outlook_section(hours(6)));
}

TEST_CASE("every problem is reported at once, each with its place, and nothing is applied (R12)",
          "[policy]") {
  const auto reading = read(
      "{ \"version\": 2,\n"
      "  \"custom\": { \"warnAfter\": \"15\", \"exempt\": [\"nobody\", 3] },\n"
      "  \"m365\": { \"timeout\": \"00:04:00\", \"promptMode\": \"never\",\n"
      "            \"grace\": \"00:10:00\", \"pointerMotion\": 1 } }");
  CHECK_FALSE(reading.policy.has_value());
  CHECK(reading.problems.size() == 9);
  const Problem* duration = find(reading.problems, "not-a-duration");
  REQUIRE(duration != nullptr);
  CHECK(duration->path == "/custom/warnAfter");
  CHECK(duration->line == 2);
  CHECK(duration->column == 15);
  const Problem* missing = find(reading.problems, "missing-field");
  REQUIRE(missing != nullptr);
  CHECK(missing->path == "/custom/signOutAfter");
  const Problem* exemption = find(reading.problems, "unknown-value");
  REQUIRE(exemption != nullptr);
  CHECK(exemption->path == "/custom/exempt/0");
}

TEST_CASE("a policy for some people or networks only is refused (R21)", "[policy]") {
  for (const char* text : {R"({"version":1,"users":["a"]})",
                           R"({"version":1,"m365":{"timeout":"01:00:00","groups":[]}})",
                           R"({"version":1,"outlook":{"internal":"01:00:00"}})",
                           R"({"definition":["x"],"appliesTo":[{}]})"}) {
    CAPTURE(text);
    CHECK(find(read(text).problems, "not-organization-wide") != nullptr);
  }
}

TEST_CASE("a field that nobody knows is reported and changes nothing", "[policy]") {
  const auto reading = read(R"({"version":1,"costom":{}})");
  CHECK(reading.policy.has_value());
  REQUIRE(find(reading.warnings, "unknown-field") != nullptr);
  CHECK(find(reading.warnings, "unknown-field")->path == "/costom");
}

TEST_CASE("a document that is no document is refused with its place (R24)", "[policy]") {
  const auto* text = GENERATE("", "{", "3", "[3]", "{\"version\":1}}", "{'version':1}", "nul",
                              "{\"version\":1,}", "\xff\xfe{}", "{\"version\":1,\"version\":1}",
                              "{\"version\":1.5}", "{\"version\":1e400}", "{}", "[{}]");
  const auto reading = read(text);
  CAPTURE(text);
  CHECK_FALSE(reading.policy.has_value());
  REQUIRE_FALSE(reading.problems.empty());
  CHECK(reading.problems.front().line >= 1);
}

TEST_CASE("a document that is too long, too deep or too full is refused (R106)", "[policy]") {
  const std::string deep = std::string(100'000, '[');
  CHECK_FALSE(read(deep).policy.has_value());
  CHECK_FALSE(read(std::string(60'000, '[')).policy.has_value());
  std::string full = "{\"version\":1,\"x\":[0";
  for (int i = 0; i < 10'000; ++i) full += ",0";
  CHECK_FALSE(read(full + "]}").policy.has_value());
}

TEST_CASE("what PowerShell makes of Graph's object is read as well (R14)", "[policy]") {
  const auto reading = read(
      R"({"Definition":["{\"ActivityBasedTimeoutPolicy\":{\"Version\":1,\"ApplicationPolicies\":)"
      R"([{\"ApplicationId\":\"default\",\"WebSessionIdleTimeout\":\"01:00:00\"}]}}"],)"
      R"("DeletedDateTime":null,"IsOrganizationDefault":true,"DisplayName":"Idle"})");
  REQUIRE(reading.policy.has_value());
  CHECK(reading.warnings.empty());
  CHECK((*reading.policy)[Source::m365] == m365_section(hours(1)));
}

TEST_CASE("a preference is a duration or never (R31)", "[policy]") {
  const auto preference = [](const char* text) {
    Findings findings;
    const Preference value = read_preference(text, findings);
    CHECK(value.has_value() == findings.problems.empty());
    return value;
  };
  CHECK(preference("never") == kNeverIdle);
  CHECK(preference("00:10:00") == minutes(10));
  CHECK_FALSE(preference("10").has_value());
  CHECK_FALSE(preference("00:04:59").has_value());
  CHECK_FALSE(preference("1.00:00:01").has_value());
}
