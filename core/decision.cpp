#include "core/decision.hpp"

#include <algorithm>

namespace idleguard {
namespace {

constexpr Millis kShortestLead = seconds(20);
constexpr Millis kLongestLead = seconds(120);

bool is_true(const std::optional<bool>& signal) { return signal == true; }

Limits within_limit(Millis timeout) {
  const Millis lead = std::clamp(timeout / 5, kShortestLead, kLongestLead);
  return {.warn_after = timeout - lead, .sign_out_after = timeout};
}

// R110: the prompt stands at the limit, or takes its time out of it.
Limits limits_of(const M365Policy& policy) {
  if (policy.prompt_mode == PromptMode::at_limit) {
    return {.warn_after = policy.timeout,
            .sign_out_after = policy.timeout + policy.grace,
            .extends_after_wake = true};
  }
  return within_limit(policy.timeout);
}

// R58: compliant or domain-joined; "managed" alone proves nothing.
bool is_managed(const Signals& signals) {
  return is_true(signals.device_compliant) || is_true(signals.device_domain_joined);
}

// What a column of the condition matrix says.
struct Verdict {
  Condition condition;
  Stance stance = Stance::enforced;
};

// The column `m365`.
Verdict judge_m365(const Signals& signals) {
  if (is_true(signals.third_party_blocked)) return {Condition::c2, Stance::suspended};  // R147
  if (is_true(signals.keep_me_signed_in)) return {Condition::c3, Stance::exempt};       // R53
  if (is_true(signals.device_sso)) return {Condition::c4, Stance::exempt};              // R55
  if (!is_managed(signals)) return {Condition::c7};
  if (is_true(signals.app_enforced_restrictions)) return {Condition::c5, Stance::exempt};  // R57
  return {Condition::c6};
}

// An app's own policy exempts what it lists, and nothing else.
Verdict judge_custom(const CustomPolicy& policy, const Signals& signals) {
  if (policy.exempts_keep_me_signed_in && is_true(signals.keep_me_signed_in)) {
    return {Condition::c3, Stance::exempt};
  }
  if (policy.exempts_device_sso && is_true(signals.device_sso)) {
    return {Condition::c4, Stance::exempt};
  }
  if (policy.exempts_managed_device && is_managed(signals)) {
    const bool restricted = is_true(signals.app_enforced_restrictions);
    return {restricted ? Condition::c5 : Condition::c6, Stance::exempt};
  }
  return {Condition::c7};
}

void apply(Verdict verdict, Source source, const Limits& limits, Decision& decision) {
  decision.stance = verdict.stance;
  decision.condition = verdict.condition;
  decision.source = source;
  if (verdict.stance == Stance::enforced) decision.limits = limits;
}

void decide_custom(const CustomPolicy& policy, const Signals& signals, Decision& decision) {
  const Limits limits{.warn_after = policy.warn_after, .sign_out_after = policy.sign_out_after};
  apply(judge_custom(policy, signals), Source::custom, limits, decision);
}

void decide_m365(const M365Policy& policy, const Signals& signals, Decision& decision) {
  decision.pointer_motion = policy.pointer_motion;
  if (decision.group == Group::azure_portal) {
    // The column `azurePortal`: nothing exempts. Without a section of its own it takes the duration
    // of `m365` (R29); its prompt is within the limit (R113).
    apply({Condition::c7}, Source::m365, within_limit(policy.timeout), decision);
  } else {
    apply(judge_m365(signals), Source::m365, limits_of(policy), decision);
  }
}

Group group_of(AppClass app) {
  if (app == AppClass::custom) return Group::custom;
  return app == AppClass::azure_portal ? Group::azure_portal : Group::suite;  // R25
}

}  // namespace

Decision decide(const Policy& policy, AppClass app, const Signals& signals) {
  Decision decision;
  decision.group = group_of(app);
  decision.ends = GroupSet(decision.group);
  if (decision.group == Group::custom) {
    if (policy.custom) decide_custom(*policy.custom, signals, decision);
  } else if (policy.m365) {
    decide_m365(*policy.m365, signals, decision);
  }
  return decision;
}

}  // namespace idleguard
