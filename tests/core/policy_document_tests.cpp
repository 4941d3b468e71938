#include "core/policy_document.hpp"

#include <algorithm>

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

struct PolicyReading {
  std::optional<Policy> policy;
  Problems problems;
  Problems warnings;
};

PolicyReading read(std::string_view text) {
  Findings findings;
  const std::optional<Policy> policy = read_policy(text, findings);
  return {policy, findings.problems, findings.warnings};
}

const Problem* find(const Problems& problems, std::string_view code) {
  const auto found = std::find_if(problems.begin(), problems.end(),
                                  [&](const Problem& each) { return each.code == code; });
  return found == problems.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("the document of the README is read", "[policy]") {
  const auto reading = read(
      R"({ "version": 1,
           "custom": { "warnAfter": "00:13:00", "signOutAfter": "00:15:00",
                       "exempt": ["keepMeSignedIn", "managedDevice"] },
           "m365": { "timeout": "01:00:00", "promptMode": "withinLimit", "grace": "00:00:20",
                     "pointerMotion": false } })");
  REQUIRE(reading.policy.has_value());
  CHECK(reading.problems.empty());
  CHECK(reading.warnings.empty());
  CHECK(reading.policy->custom->warn_after == minutes(13));
  CHECK(reading.policy->custom->sign_out_after == minutes(15));
  CHECK(reading.policy->custom->exempts_keep_me_signed_in);
  CHECK_FALSE(reading.policy->custom->exempts_device_sso);
  CHECK(reading.policy->custom->exempts_managed_device);
  CHECK(reading.policy->m365->timeout == hours(1));
  CHECK(reading.policy->m365->prompt_mode == PromptMode::within_limit);
  CHECK(reading.policy->m365->grace == seconds(20));
  CHECK_FALSE(reading.policy->m365->pointer_motion);
}

TEST_CASE("what is left out takes its default (R2, R110)", "[policy]") {
  const auto empty = read(R"({"version":1})");
  REQUIRE(empty.policy.has_value());
  CHECK_FALSE(empty.policy->custom.has_value());
  CHECK_FALSE(empty.policy->m365.has_value());
  const auto m365 = read(R"({"version":1,"m365":{"timeout":"00:05:00"}})");
  REQUIRE(m365.policy.has_value());
  CHECK(m365.policy->m365->prompt_mode == PromptMode::at_limit);
  CHECK(m365.policy->m365->grace == minutes(1));
  CHECK(m365.policy->m365->pointer_motion);
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
  const Problem* exemption = find(reading.problems, "unknown-exemption");
  REQUIRE(exemption != nullptr);
  CHECK(exemption->path == "/custom/exempt/0");
}

TEST_CASE("m365 takes whole minutes from 5 to 1440 (R3)", "[policy]") {
  const auto accepts = [](const char* timeout) {
    return read(std::string(R"({"version":1,"m365":{"timeout":")") + timeout + "\"}}")
        .policy.has_value();
  };
  CHECK(accepts("00:05:00"));
  CHECK(accepts("1.00:00:00"));
  CHECK_FALSE(accepts("00:04:59"));
  CHECK_FALSE(accepts("00:04:00"));
  CHECK_FALSE(accepts("1.00:01:00"));
  CHECK_FALSE(accepts("00:05:30"));
}

TEST_CASE("a warning must come before the end (R5, V5)", "[policy]") {
  const auto reading =
      read(R"({"version":1,"custom":{"warnAfter":"01:00:00","signOutAfter":"01:00:00"}})");
  CHECK(find(reading.problems, "warn-not-before-sign-out") != nullptr);
}

TEST_CASE("less than 20 s to answer is a warning, not an error (R6, R153)", "[policy]") {
  const auto reading =
      read(R"({"version":1,"custom":{"warnAfter":"00:00:03","signOutAfter":"00:00:08"}})");
  CHECK(reading.policy.has_value());
  CHECK(find(reading.warnings, "too-short-to-answer") != nullptr);
}

TEST_CASE("a field that nobody knows is reported and changes nothing", "[policy]") {
  const auto reading = read(R"({"version":1,"costom":{}})");
  CHECK(reading.policy.has_value());
  REQUIRE(find(reading.warnings, "unknown-field") != nullptr);
  CHECK(find(reading.warnings, "unknown-field")->path == "/costom");
}

TEST_CASE("a section that this version does not enforce is refused, not ignored", "[policy]") {
  const auto* section = GENERATE("sharePoint", "outlook", "azurePortal");
  const auto reading = read(std::string(R"({"version":1,")") + section + R"(":{}})");
  CHECK_FALSE(reading.policy.has_value());
  CHECK(find(reading.problems, "unsupported-section") != nullptr);
}

TEST_CASE("a document that is no document is refused with its place (R24)", "[policy]") {
  const auto* text = GENERATE("", "{", "[]", "3", "{\"version\":1}}", "{'version':1}", "nul",
                              "{\"version\":1,}", "\xff\xfe{}", "{\"version\":1,\"version\":1}",
                              "{\"version\":1.5}", "{\"version\":1e400}");
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
