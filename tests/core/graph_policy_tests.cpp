#include <algorithm>
#include <string>

#include "core/json.hpp"
#include "core/policy_document.hpp"
#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

constexpr const char* kPortalId = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";

struct GraphReading {
  Policy policy;
  bool is_valid = false;
  Findings findings;

  std::optional<Millis> timeout(Source source) const {
    if (!policy[source]) return std::nullopt;
    const bool has_grace = policy[source]->prompt == PromptMode::at_limit;
    return has_grace ? policy[source]->warn_after : policy[source]->sign_out_after;
  }
  const Problem* warning(std::string_view code) const {
    for (const Problem& each : findings.warnings) {
      if (each.code == code) return &each;
    }
    return nullptr;
  }
};

GraphReading read(std::string_view text) {
  GraphReading reading;
  const auto document = read_policy(text, reading.findings);
  reading.is_valid = document.has_value();
  if (document) reading.policy = document->policy;
  return reading;
}

std::string entry(std::string_view id, std::string_view timeout) {
  return std::string(R"({"ApplicationId":")")
      .append(id)
      .append(R"(","WebSessionIdleTimeout":")")
      .append(timeout)
      .append("\"}");
}

std::string definition(std::string_view entries, std::string_view version = "1") {
  return std::string(R"({"ActivityBasedTimeoutPolicy":{"Version":)")
      .append(version)
      .append(R"(,"ApplicationPolicies":[)")
      .append(entries)
      .append("]}}");
}

std::string object(std::string_view inner, bool is_default = true) {
  std::string text = R"({"displayName":"Idle","definition":[)";
  append_json_string(text, inner);
  return text + R"(],"isOrganizationDefault":)" + (is_default ? "true}" : "false}");
}

}  // namespace

TEST_CASE("Graph's object holds a list of texts, and the first is read (R14, R15, R16)",
          "[graph]") {
  const auto reading = read(object(definition(entry("default", "01:00:00"))));
  REQUIRE(reading.is_valid);
  CHECK(reading.findings.warnings.empty());
  CHECK(reading.policy[Source::m365] == m365_section(hours(1)));
  CHECK_FALSE(reading.policy[Source::azure_portal].has_value());
  CHECK_FALSE(read(R"({"definition":"text","isOrganizationDefault":true})").is_valid);
  CHECK_FALSE(read(R"({"definition":[],"isOrganizationDefault":true})").is_valid);
  CHECK_FALSE(read(R"({"definition":[3],"isOrganizationDefault":true})").is_valid);
}

TEST_CASE("the portal has an id of its own, and the order does not matter (R16, R17, V13)",
          "[graph]") {
  const std::string all = entry("default", "01:00:00");
  const std::string portal = entry(kPortalId, "00:15:00");
  for (const auto& entries : {all + "," + portal, portal + "," + all}) {
    const auto reading = read(object(definition(entries)));
    CHECK(reading.timeout(Source::m365) == hours(1));
    CHECK(reading.timeout(Source::azure_portal) == minutes(15));
  }
}

TEST_CASE("ids are compared without case, unknown ones are named and ignored (R17)", "[graph]") {
  const std::string upper = "C44B4083-3BB0-49C1-B47D-974E53CBDF3C";
  const auto reading =
      read(object(definition(entry("DEFAULT", "02:00:00") + "," + entry(upper, "00:20:00") + "," +
                             entry("*", "00:05:00"))));
  REQUIRE(reading.is_valid);
  CHECK(reading.timeout(Source::m365) == hours(2));
  CHECK(reading.timeout(Source::azure_portal) == minutes(20));
  CHECK(reading.warning("unknown-application") != nullptr);
  // Nothing that an unknown entry says can spoil the rest.
  const auto odd = read(
      object(definition(entry("default", "01:00:00") + "," + entry("someone-else", "00:00:01"))));
  CHECK(odd.is_valid);
}

TEST_CASE("of two entries for one application the shorter holds (R17)", "[graph]") {
  const auto reading =
      read(object(definition(entry("default", "01:00:00") + "," + entry("default", "00:30:00"))));
  CHECK(reading.timeout(Source::m365) == minutes(30));
  CHECK(reading.warning("repeated-policy") != nullptr);
}

TEST_CASE("only the organization's default has an effect, and the property defaults to no (R20)",
          "[graph]") {
  const std::string on = object(definition(entry("default", "01:00:00")));
  const std::string off = object(definition(entry("default", "00:10:00")), false);
  const auto both = read("[" + off + "," + on + "]");
  CHECK(both.timeout(Source::m365) == hours(1));
  CHECK(both.warning("inactive-policy") != nullptr);
  CHECK_FALSE(read(off).timeout(Source::m365).has_value());
  CHECK_FALSE(read(R"({"definition":["x"]})").timeout(Source::m365).has_value());
  // Two that claim to be it: the shorter, and a word about it.
  const auto two =
      read(R"({"value":[)" + on + "," + object(definition(entry("default", "00:30:00"))) + "]}");
  CHECK(two.timeout(Source::m365) == minutes(30));
  CHECK(two.warning("repeated-policy") != nullptr);
}

TEST_CASE("any other version is refused (R15)", "[graph]") {
  for (const char* version : {"2", "0", "\"1\"", "1.5", "null"}) {
    CAPTURE(version);
    CHECK_FALSE(read(object(definition(entry("default", "01:00:00"), version))).is_valid);
  }
}

TEST_CASE("Graph's durations: from 5 minutes to a day, both ways of writing a day (R18, R19, V34)",
          "[graph]") {
  const auto accepts = [](const char* timeout) {
    return read(object(definition(entry("default", timeout)))).is_valid;
  };
  for (const char* timeout : {"1.00:00:00", "23:59:59", "00:05:00", "0.01:00:00"}) {
    CAPTURE(timeout);
    CHECK(accepts(timeout));
  }
  for (const char* timeout :
       {"1.00:00:01", "00:04:59", "60", "-01:00:00", "00:75:00", "1:00", ""}) {
    CAPTURE(timeout);
    CHECK_FALSE(accepts(timeout));
  }
}

TEST_CASE("broken quoting inside is refused at its place in the outer text (R24)", "[graph]") {
  const std::string text =
      "{\n \"isOrganizationDefault\": true,\n \"definition\": [\"{\\\"Activity\\\": oops}\"]\n}";
  const auto reading = read(text);
  CHECK_FALSE(reading.is_valid);
  REQUIRE(reading.findings.problems.size() == 1);
  const Problem& problem = reading.findings.problems.front();
  CHECK(problem.code == "malformed-json");
  CHECK(problem.path == "/definition/0");
  CHECK(problem.line == 3);
  CHECK(problem.column == text.find("oops") - text.rfind('\n', text.find("oops")));
}

TEST_CASE("a problem inside has a pointer that leads on from the outer one (R24)", "[graph]") {
  const std::string text = object(definition(entry("default", "00:01:00")));
  const auto reading = read(text);
  REQUIRE(reading.findings.problems.size() == 1);
  const Problem& problem = reading.findings.problems.front();
  CHECK(problem.path ==
        "/definition/0/ActivityBasedTimeoutPolicy/ApplicationPolicies/0/WebSessionIdleTimeout");
  CHECK(problem.column == text.find("\\\"WebSession") + 1);
}

TEST_CASE("nothing of a half broken document is applied (R24)", "[graph]") {
  const auto reading =
      read(object(definition(entry("default", "01:00:00") + "," + entry(kPortalId, "soon"))));
  CHECK_FALSE(reading.is_valid);
}

TEST_CASE("the text inside alone is read, and a list may mix systems (R14, R22)", "[graph]") {
  CHECK(read(definition(entry("default", "01:00:00"))).timeout(Source::m365) == hours(1));
  const auto mixed = read("[" + object(definition(entry("default", "01:00:00"))) +
                          R"(,{"Enabled":true,"WarnAfter":"00:45:00","SignOutAfter":"01:00:00"})"
                          R"(,{"ActivityBasedAuthenticationTimeoutEnabled":true,"Name":"x"}])");
  REQUIRE(mixed.is_valid);
  CHECK(mixed.policy[Source::share_point].has_value());
  CHECK(mixed.policy[Source::outlook] == outlook_section());
  CHECK(mixed.findings.warnings.empty());
}
