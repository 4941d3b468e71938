#include "tests/core/support/catch.hpp"
#include "tests/core/support/policy_reading.hpp"

using namespace idleguard;
using namespace idleguard::test;

TEST_CASE("m365 takes 5 to 1440 minutes, whole ones if possible (R3, R19, V34)", "[policy]") {
  const auto accepts = [](const char* timeout) {
    return read_section("m365", std::string(R"({"timeout":")") + timeout + "\"}");
  };
  for (const char* timeout : {"00:05:00", "1.00:00:00", "23:59:59", "00:06:00"}) {
    CHECK(accepts(timeout).policy.has_value());
    CHECK(accepts(timeout).warnings.empty());
  }
  for (const char* timeout : {"00:04:59", "00:04:00", "1.00:01:00", "1.00:00:01"}) {
    CHECK(find(accepts(timeout).problems, "out-of-range") != nullptr);
  }
  // Graph's form allows seconds, so a converted document must.
  CHECK(find(accepts("00:05:30").warnings, "not-whole-minutes") != nullptr);
}

TEST_CASE("the portal takes hours and minutes, or a duration, from 5 min to 24 h (R4)",
          "[policy]") {
  const auto timeout = [](const char* section) {
    const auto reading = read_section("azurePortal", section);
    return reading.policy ? (*reading.policy)[Source::azure_portal]->sign_out_after : Millis{};
  };
  CHECK(timeout(R"({"hours":1,"minutes":30})") == minutes(90));
  CHECK(timeout(R"({"minutes":5})") == minutes(5));
  CHECK(timeout(R"({"hours":24})") == hours(24));
  CHECK(timeout(R"({"timeout":"00:30:00"})") == minutes(30));
  for (const char* wrong :
       {R"({"hours":0,"minutes":4})", R"({"hours":24,"minutes":1})", "{}", R"({"hours":1.5})",
        R"({"minutes":-5})", R"({"timeout":"00:04:59"})", R"({"hours":"1"})"}) {
    CAPTURE(wrong);
    CHECK(timeout(wrong) == Millis{});
  }
  const auto whole = read(R"({"hours":0,"minutes":30})");
  CHECK((*whole.policy)[Source::azure_portal] == portal_section(minutes(30)));
  const auto off = read_section("azurePortal", R"({"enabled":false,"timeout":"00:15:00"})");
  CHECK((*off.policy)[Source::azure_portal]->only_proposes);  // R33
}

TEST_CASE("a warning must come before the end (R5, V5)", "[policy]") {
  CHECK(
      find(read_section("custom", R"({"warnAfter":"01:00:00","signOutAfter":"01:00:00"})").problems,
           "not-before-sign-out") != nullptr);
  const char* equal =
      R"({"isEnabled":true,"warnAfterInSeconds":3600,"signOutAfterInSeconds":3600})";
  CHECK(find(read(equal).problems, "not-before-sign-out") != nullptr);
  CHECK_FALSE(read_section("sharePoint", R"({"Enabled":true,"SignOutAfter":"01:00:00"})").policy);
  CHECK_FALSE(read_section("sharePoint", R"({"Enabled":true,"WarnAfter":"00:00:00",
                                             "SignOutAfter":"01:00:00"})")
                  .policy);
}

TEST_CASE("less than 20 s to answer is a warning, not an error (R6, R153)", "[policy]") {
  for (const auto& reading :
       {read_section("custom", R"({"warnAfter":"00:00:03","signOutAfter":"00:00:08"})"),
        read_section("sharePoint", R"({"WarnAfter":"00:00:10","SignOutAfter":"00:00:15"})")}) {
    CHECK(reading.policy.has_value());
    CHECK(find(reading.warnings, "too-short-to-answer") != nullptr);
  }
}

TEST_CASE("the admin centre's form says how long before the end to notify (R7, V4)", "[policy]") {
  const auto form = [](const char* text) { return (*read(text).policy)[Source::share_point]; };
  CHECK(form(R"({"signOutAfter":"01:00:00","notifyBefore":"00:05:00"})") ==
        share_point_section(minutes(55), hours(1)));
  CHECK(form(R"({"notifyBefore":"00:15:00"})") == share_point_section(minutes(45), hours(1)));
  CHECK_FALSE(read(R"({"signOutAfter":"01:00:00","notifyBefore":"01:00:00"})").policy);
}

TEST_CASE("a prompt that would stand for most of the time is probably a mistake (R8)", "[policy]") {
  const auto mistake =
      read_section("sharePoint", R"({"WarnAfter":"00:05:00","SignOutAfter":"01:00:00"})");
  CHECK(mistake.policy.has_value());
  CHECK(find(mistake.warnings, "warns-early") != nullptr);
  const auto fine =
      read_section("sharePoint", R"({"WarnAfter":"00:30:00","SignOutAfter":"01:00:00"})");
  CHECK(fine.warnings.empty());
}

TEST_CASE("Outlook's interval is from 5 minutes to 8 hours (R9, R10)", "[policy]") {
  const auto accepts = [](const char* interval) {
    const std::string section =
        std::string(R"({"ActivityBasedAuthenticationTimeoutInterval":")") + interval + "\"}";
    return read_section("outlook", section).policy.has_value() && read(section).policy.has_value();
  };
  CHECK(accepts("00:05:00"));
  CHECK(accepts("08:00:00"));
  CHECK_FALSE(accepts("00:04:59"));
  CHECK_FALSE(accepts("08:00:01"));
  CHECK_FALSE(accepts("6"));
}

TEST_CASE("SharePoint's three spellings and PowerShell's object mean the same (R22)", "[policy]") {
  const Section expected = share_point_section(minutes(45), hours(1));
  for (const char* text :
       {R"({"Enabled":true,"WarnAfter":"00:45:00","SignOutAfter":"01:00:00"})",
        R"({"isEnabled":true,"warnAfterInSeconds":2700,"signOutAfterInSeconds":3600})",
        R"({"enabled":true,"warnAfter":"00:45:00","signOutAfter":"01:00:00"})",
        R"({"Enabled":true,"WarnAfter":{"Ticks":27000000000,"TotalDays":0.03125},
            "SignOutAfter":{"Ticks":36000000000,"Hours":1}})",
        R"({"@odata.context":"x","sharingCapability":"all","idleSessionSignOut":
            {"isEnabled":true,"warnAfterInSeconds":2700,"signOutAfterInSeconds":3600}})"}) {
    CAPTURE(text);
    const auto reading = read(text);
    REQUIRE(reading.policy.has_value());
    CHECK((*reading.policy)[Source::share_point] == expected);
  }
  // Longer than any duration can be written; the session's record could not hold it.
  CHECK_FALSE(read(R"({"Enabled":true,"WarnAfter":"00:45:00",
                       "SignOutAfter":{"Ticks":999999999999999999}})")
                  .policy);
  const auto off = read(R"({"Enabled":false,"WarnAfter":"00:00:00","SignOutAfter":"00:00:00"})");
  REQUIRE(off.policy.has_value());
  CHECK_FALSE((*off.policy)[Source::share_point].has_value());
  CHECK(find(read(R"({"Enabled":true,"WarnAfter":"00:45:00","warnAfter":"00:40:00",
                      "SignOutAfter":"01:00:00"})")
                 .problems,
             "said-twice") != nullptr);
}

TEST_CASE("a grace within the limit is named and has no effect (R110)", "[policy]") {
  const auto reading = read_section(
      "m365", R"({"timeout":"01:00:00","promptMode":"withinLimit","grace":"00:02:00"})");
  REQUIRE(reading.policy.has_value());
  CHECK(find(reading.warnings, "unused-grace") != nullptr);
  const auto used = read_section("m365", R"({"timeout":"01:00:00","grace":"00:02:00"})");
  CHECK(used.warnings.empty());
  CHECK((*used.policy)[Source::m365]->sign_out_after == minutes(62));
}

TEST_CASE("Outlook with both switches off is off (R9)", "[policy]") {
  const auto reading = read(R"({"ActivityBasedAuthenticationTimeoutEnabled":false,
               "ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled":false})");
  REQUIRE(reading.policy.has_value());
  CHECK_FALSE((*reading.policy)[Source::outlook].has_value());
}
