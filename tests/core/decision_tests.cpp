#include "core/decision.hpp"

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

const Policy kM365{.custom = {}, .m365 = M365Policy{.timeout = hours(1)}};

Limits limits_for(Millis timeout, PromptMode mode) {
  const M365Policy policy{.timeout = timeout, .prompt_mode = mode};
  return *decide({.custom = {}, .m365 = policy}, AppClass::home, {}).limits;
}

Decision m365(const Signals& signals) { return decide(kM365, AppClass::outlook, signals); }

}  // namespace

TEST_CASE("at the limit the grace comes on top (R110, V1)", "[decision]") {
  const Limits limits = limits_for(hours(1), PromptMode::at_limit);
  CHECK(limits.warn_after == hours(1));
  CHECK(limits.sign_out_after == minutes(61));
}

TEST_CASE("within the limit the prompt takes a fifth, from 20 s to 2 min (R110, R165, V2, V3)",
          "[decision]") {
  const auto lead = [](Millis timeout) {
    const Limits limits = limits_for(timeout, PromptMode::within_limit);
    CHECK(limits.sign_out_after == timeout);
    return limits.sign_out_after - *limits.warn_after;
  };
  CHECK(lead(hours(1)) == minutes(2));
  CHECK(lead(minutes(5)) == minutes(1));
  CHECK(lead(minutes(1)) == seconds(20));
}

TEST_CASE("a missing section is off (R1, R28)", "[decision]") {
  for (const AppClass app : {AppClass::custom, AppClass::outlook, AppClass::azure_portal}) {
    const Decision decision = decide({}, app, {});
    CHECK(decision.stance == Stance::disabled);
    CHECK(decision.condition == Condition::c1);
    CHECK_FALSE(decision.limits.has_value());
    CHECK_FALSE(decision.source.has_value());
  }
}

TEST_CASE("the policy of an app of one's own is no business of the others, nor theirs of it",
          "[decision]") {
  const Policy custom{.custom = CustomPolicy{.warn_after = {}, .sign_out_after = minutes(15)},
                      .m365 = {}};
  CHECK(decide(custom, AppClass::custom, {}).stance == Stance::enforced);
  CHECK(decide(custom, AppClass::outlook, {}).stance == Stance::disabled);
  CHECK(decide(kM365, AppClass::custom, {}).stance == Stance::disabled);
}

TEST_CASE("every app of Microsoft 365 is in one group, the portal is not (R25, R26, R35)",
          "[decision]") {
  for (const AppClass app : {AppClass::share_point, AppClass::one_drive, AppClass::outlook,
                             AppClass::fabric, AppClass::home, AppClass::office,
                             AppClass::admin_center, AppClass::defender, AppClass::purview}) {
    CHECK(decide(kM365, app, {}).group == Group::suite);
  }
  CHECK(decide(kM365, AppClass::azure_portal, {}).group == Group::azure_portal);
}

TEST_CASE("the portal without a section of its own takes the duration of m365 (R29, R113)",
          "[decision]") {
  const Decision portal = decide(kM365, AppClass::azure_portal, {.keep_me_signed_in = true});
  CHECK(portal.stance == Stance::enforced);
  CHECK(portal.source == Source::m365);
  CHECK(portal.limits->sign_out_after == hours(1));
  CHECK(portal.limits->warn_after == minutes(58));
}

TEST_CASE("the condition matrix of m365, row by row (C2 to C7)", "[decision]") {
  CHECK(m365({.keep_me_signed_in = true, .third_party_blocked = true}).condition == Condition::c2);
  CHECK(m365({.third_party_blocked = true}).stance == Stance::suspended);
  CHECK(m365({.keep_me_signed_in = true}).condition == Condition::c3);
  CHECK(m365({.keep_me_signed_in = true}).stance == Stance::exempt);
  CHECK(m365({.device_sso = true}).condition == Condition::c4);
  CHECK(m365({.device_compliant = true, .app_enforced_restrictions = true}).condition ==
        Condition::c5);
  CHECK(m365({.device_domain_joined = true, .app_enforced_restrictions = true}).stance ==
        Stance::exempt);
  CHECK(m365({.device_compliant = true}).condition == Condition::c6);
  CHECK(m365({.device_compliant = true}).stance == Stance::enforced);
  CHECK(m365({}).condition == Condition::c7);
}

TEST_CASE("pointer motion counts unless m365 says that it does not (R76)", "[decision]") {
  const auto counts = [](bool motion) {
    const M365Policy policy{.timeout = hours(1), .pointer_motion = motion};
    return decide({.custom = {}, .m365 = policy}, AppClass::home, {}).pointer_motion;
  };
  CHECK(m365({}).pointer_motion);
  CHECK(counts(true));
  CHECK_FALSE(counts(false));
}

TEST_CASE("what is unknown or false exempts nobody (R61)", "[decision]") {
  const Signals denied{.keep_me_signed_in = false,
                       .device_sso = false,
                       .device_compliant = false,
                       .device_domain_joined = false,
                       .app_enforced_restrictions = true};
  CHECK(m365(denied).stance == Stance::enforced);
}

TEST_CASE("an app's own policy exempts only what it lists", "[decision]") {
  CustomPolicy policy{.warn_after = {}, .sign_out_after = minutes(15)};
  const Signals all{.keep_me_signed_in = true, .device_sso = true, .device_compliant = true};
  const auto stance = [&](const Signals& signals) {
    return decide({.custom = policy, .m365 = {}}, AppClass::custom, signals).stance;
  };
  CHECK(stance(all) == Stance::enforced);
  policy.exempts_managed_device = true;
  CHECK(stance({.device_compliant = true}) == Stance::exempt);
  CHECK(stance({.device_sso = true}) == Stance::enforced);
  policy.exempts_device_sso = true;
  CHECK(stance({.device_sso = true}) == Stance::exempt);
  CHECK(stance({.keep_me_signed_in = true}) == Stance::enforced);
  policy.exempts_keep_me_signed_in = true;
  CHECK(stance({.keep_me_signed_in = true}) == Stance::exempt);
}
