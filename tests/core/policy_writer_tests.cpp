#include "core/policy_writer.hpp"

#include <algorithm>

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

PolicyDocument read(std::string_view text) {
  Findings findings;
  const auto document = read_policy(text, findings);
  CAPTURE(std::string(text));
  REQUIRE(document.has_value());
  return *document;
}

bool are_same(const Policy& a, const Policy& b) {
  const Source sources[] = {Source::m365, Source::share_point, Source::outlook,
                            Source::azure_portal, Source::custom};
  return std::all_of(std::begin(sources), std::end(sources),
                     [&](Source source) { return a[source] == b[source]; });
}

// What is written, after checking that it is read as the same policy and written the same again.
std::string written(const PolicyDocument& document) {
  const std::string text = write_policy(document);
  Findings findings;
  const auto again = read_policy(text, findings);
  CAPTURE(text);
  REQUIRE(again.has_value());
  CHECK(findings.problems.empty());
  CHECK(are_same(again->policy, document.policy));
  CHECK(again->refresh == document.refresh);
  CHECK(write_policy(*again) == text);
  return text;
}

std::string with(Source source, const Section& section) {
  PolicyDocument document;
  document.policy[source] = section;
  return written(document);
}

}  // namespace

TEST_CASE("a full document is written in the order of the documentation, and read back the same",
          "[writer]") {
  CHECK(written(read(R"({ "azurePortal": { "timeout": "00:30:00" },
      "outlook": {},
      "sharePoint": { "Enabled": true, "WarnAfter": "00:45:00", "SignOutAfter": "01:00:00" },
      "m365": { "timeout": "01:00:00" },
      "custom": { "signOutAfter": "00:15:00", "warnAfter": "00:13:00",
                  "exempt": ["managedDevice", "keepMeSignedIn"] },
      "refresh": "00:15:00",
      "version": 1 })")) == R"({
  "version": 1,
  "refresh": "00:15:00",
  "custom": {
    "warnAfter": "00:13:00",
    "signOutAfter": "00:15:00",
    "exempt": [
      "keepMeSignedIn",
      "managedDevice"
    ]
  },
  "m365": {
    "timeout": "01:00:00",
    "promptMode": "atLimit",
    "grace": "00:01:00",
    "pointerMotion": true
  },
  "sharePoint": {
    "Enabled": true,
    "WarnAfter": "00:45:00",
    "SignOutAfter": "01:00:00"
  },
  "outlook": {
    "ActivityBasedAuthenticationTimeoutEnabled": true,
    "ActivityBasedAuthenticationTimeoutInterval": "06:00:00",
    "ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled": true,
    "prompt": false
  },
  "azurePortal": {
    "timeout": "00:30:00",
    "idleness": "input"
  }
}
)");
}

TEST_CASE("a policy of which everything is off is a document without sections (R1)", "[writer]") {
  CHECK(written({}) == "{\n  \"version\": 1\n}\n");
}

TEST_CASE("the hardened prompt of m365 has no grace to write (R110)", "[writer]") {
  Section section = m365_section(hours(24), PromptMode::within_limit);
  section.pointer_motion = false;
  CHECK(with(Source::m365, section) == R"({
  "version": 1,
  "m365": {
    "timeout": "1.00:00:00",
    "promptMode": "withinLimit",
    "pointerMotion": false
  }
}
)");
}

TEST_CASE("every way to write a section is read back the same", "[writer]") {
  with(Source::m365, m365_section(minutes(5), PromptMode::at_limit, seconds(20)));
  with(Source::share_point, share_point_section(seconds(10), seconds(15)));
  with(Source::custom, custom_section({}, Millis{1}));
  with(Source::custom, custom_section(Millis{1500}, Millis{2001}));
  Section custom = custom_section({}, minutes(15));
  custom.releases.insert(Condition::c4);
  with(Source::custom, custom);
  Section outlook = outlook_section(minutes(5));
  outlook.prompt = PromptMode::within_limit;
  outlook.pointer_motion = false;
  with(Source::outlook, outlook);
  outlook.holds_with_sso = false;
  with(Source::outlook, outlook);
  Section portal = portal_section(seconds(86'399));
  portal.activity = ActivityRule::focus;
  portal.pointer_motion = false;
  with(Source::azure_portal, portal);
}

TEST_CASE("a portal limit that is switched off stays as the users' starting value (R33)",
          "[writer]") {
  Section section = portal_section(minutes(15));
  section.only_proposes = true;
  CHECK(with(Source::azure_portal, section) == R"({
  "version": 1,
  "azurePortal": {
    "enabled": false,
    "timeout": "00:15:00",
    "idleness": "input"
  }
}
)");
}

TEST_CASE("an Outlook policy that is off for every session is left out (R9, R11)", "[writer]") {
  PolicyDocument document;
  Section section = outlook_section();
  section.holds_with_sso = false;
  section.holds_without_sso = false;
  document.policy[Source::outlook] = section;
  CHECK(write_policy(document) == "{\n  \"version\": 1\n}\n");
}
