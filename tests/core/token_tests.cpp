#include "core/token.hpp"

#include <string>

#include "core/decision.hpp"
#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using namespace idleguard::test;

namespace {

TokenClaims claims(std::string_view text) {
  Problems problems;
  const JsonDocument document(text, problems);
  REQUIRE(document.root() != nullptr);
  return read_token(*document.root());
}

Signals signals(std::string_view text) { return claims(text).signals; }

Stance stance(Source source, const Section& section, AppClass app, std::string_view token) {
  return decide(only(source, section), app, signals(token)).stance;
}

}  // namespace

TEST_CASE("the vectors of sign-in state decide for the four systems (V16 to V21)", "[token]") {
  struct Vector {
    const char* name;
    const char* token;
    std::array<bool, 4> exempts;  // m365, SharePoint, Outlook, portal
  };
  const std::array vectors = {
      Vector{"V16", R"({"signin_state":["kmsi"]})", {true, true, true, false}},
      Vector{"V17", R"({"signin_state":["dvc_dmjd"]})", {false, true, false, false}},
      Vector{"V18",
             R"({"signin_state":["dvc_cmp"],"controls":["app_res"]})",
             {true, true, false, false}},
      Vector{"V19",
             R"({"signin_state":["dvc_mngd"],"controls":["app_res"]})",
             {false, false, false, false}},
      Vector{"V20", R"({"signin_state":["inknownntwk"]})", {false, false, false, false}},
      Vector{"V20", R"({})", {false, false, false, false}},
      Vector{"V21", R"({"signin_state":[" KMSI "]})", {true, true, true, false}},
  };
  for (const auto& [name, token, exempts] : vectors) {
    CAPTURE(name, token);
    const std::array stances = {
        stance(Source::m365, m365_section(hours(1)), AppClass::home, token),
        stance(Source::share_point, share_point_section(minutes(45), hours(1)), AppClass::one_drive,
               token),
        stance(Source::outlook, outlook_section(), AppClass::outlook, token),
        stance(Source::azure_portal, portal_section(hours(1)), AppClass::azure_portal, token)};
    for (std::size_t i = 0; i < stances.size(); ++i) {
      CHECK(stances[i] == (exempts[i] ? Stance::exempt : Stance::enforced));
    }
  }
}

TEST_CASE("values are trimmed and lower-cased, unknown ones are ignored (R66, R70, V21)",
          "[token]") {
  const Signals known =
      signals(R"({"signin_state":["\tKmsi ","dvc_mngd_app","inknownntwk","x",7]})");
  CHECK(known.holds(Signal::keep_me_signed_in));
  CHECK_FALSE(known.holds(Signal::device_compliant));
  CHECK_FALSE(known.holds(Signal::device_domain_joined));
}

TEST_CASE("one string is a list of one, anything else is as if absent (R67)", "[token]") {
  CHECK(signals(R"({"signin_state":"kmsi"})").holds(Signal::keep_me_signed_in));
  for (const char* odd : {R"({"signin_state":{"kmsi":true}})", R"({"signin_state":true})",
                          R"({"signin_state":null})", R"({"signin_state":1})", "[]", "7"}) {
    CAPTURE(odd);
    CHECK(signals(odd).is_empty());
  }
}

TEST_CASE("an absent claim is unknown, a claim without the value is a no (R62, V20)", "[token]") {
  CHECK_FALSE(signals("{}").is_known(Signal::keep_me_signed_in));
  const Signals denied = signals(R"({"signin_state":[]})");
  CHECK(denied.is_known(Signal::keep_me_signed_in));
  CHECK_FALSE(denied.holds(Signal::keep_me_signed_in));
}

TEST_CASE("a domain-joined device proves the device, not the user's choice (R58, R69, V17)",
          "[token]") {
  const Signals joined = signals(R"({"signin_state":["dvc_dmjd"]})");
  CHECK(joined.holds(Signal::device_domain_joined));
  CHECK(joined.is_known(Signal::keep_me_signed_in));
  CHECK_FALSE(joined.holds(Signal::keep_me_signed_in));
}

TEST_CASE("restrictions hold for this app only if it is listed, where there is a list (R71)",
          "[token]") {
  const auto restricted = [](const char* token) {
    return signals(token).holds(Signal::app_enforced_restrictions);
  };
  CHECK(restricted(R"({"controls":["app_res"]})"));
  CHECK(restricted(R"({"controls":["app_res"],"controls_auds":["a","me"],"aud":"me"})"));
  CHECK_FALSE(restricted(R"({"controls":["app_res"],"controls_auds":["a"],"aud":"me"})"));
  CHECK_FALSE(restricted(R"({"controls":["app_res"],"controls_auds":["a"]})"));
  CHECK_FALSE(restricted(R"({"controls":["ca_enf","no_cookie"]})"));
  CHECK_FALSE(restricted(R"({"controls_auds":["me"],"aud":"me"})"));
}

TEST_CASE("claims that decide nothing decide nothing (R73)", "[token]") {
  CHECK(signals(R"({"acct":0,"amr":["pwd","mfa"],"in_corp":"true","platf":"3","deviceid":"x",
                    "tid":"t","oid":"o","login_hint":"h"})")
            .is_empty());
}

TEST_CASE("a renewed token that is silent keeps the exemption, one that denies drops it (R64)",
          "[token]") {
  for (const char* same : {R"("sid":"s1")", R"("auth_time":1700000000)"}) {
    const std::string id = same;
    const TokenClaims first = claims(R"({"signin_state":["kmsi"],)" + id + "}");
    const TokenClaims silent = renewed(first, claims("{" + id + "}"));
    CHECK(silent.signals.holds(Signal::keep_me_signed_in));
    const TokenClaims denied = renewed(first, claims(R"({"signin_state":[],)" + id + "}"));
    CHECK_FALSE(denied.signals.holds(Signal::keep_me_signed_in));
  }
  const TokenClaims first = claims(R"({"signin_state":["kmsi"],"sid":"s1","auth_time":5})");
  for (const char* other : {R"({"sid":"s2","auth_time":5})", R"({"auth_time":6})", "{}"}) {
    CAPTURE(other);
    CHECK(renewed(first, claims(other)).signals.is_empty());
  }
}

TEST_CASE("what the host says goes before the token (R72)", "[token]") {
  Signals host;
  host.set(Signal::keep_me_signed_in, false);
  const Signals token = signals(R"({"signin_state":["kmsi","dvc_cmp"]})");
  const Signals both = host.or_else(token);
  CHECK_FALSE(both.holds(Signal::keep_me_signed_in));
  CHECK(both.holds(Signal::device_compliant));
}

TEST_CASE("a session follows its tokens: exempt, silent, denied (R63, R64)", "[token]") {
  World world;
  Tab& tab = world.open({.app = AppClass::outlook,
                         .policy = m365_at_limit(hours(1)),
                         .token = claims(R"({"signin_state":["kmsi"],"sid":"s1"})")});
  CHECK(tab.state() == State::exempt);
  world.run(hours(3));
  tab.renew_token(claims(R"({"sid":"s1"})"));
  CHECK(tab.state() == State::exempt);
  tab.renew_token(claims(R"({"signin_state":["inknownntwk"],"sid":"s1"})"));
  CHECK(tab.state() == State::active);
  CHECK_FALSE(tab.is_covered());
  world.run(hours(1));
  CHECK(tab.prompt_left() == minutes(1));
}
