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

Decision not_enforced(Decision decision, Stance stance, Condition condition) {
  decision.stance = stance;
  decision.condition = condition;
  decision.limits.reset();
  return decision;
}

// The column `m365` of the matrix.
Decision decide_m365(const M365Policy& policy, const Signals& signals) {
  Decision decision{.stance = Stance::enforced,
                    .condition = Condition::c7,
                    .source = Source::m365,
                    .limits = limits_of(policy),
                    .group = Group::suite,
                    .ends = {Group::suite},
                    .pointer_motion = policy.pointer_motion};
  if (is_true(signals.third_party_blocked)) {
    return not_enforced(decision, Stance::suspended, Condition::c2);  // R147
  }
  if (is_true(signals.keep_me_signed_in)) {
    return not_enforced(decision, Stance::exempt, Condition::c3);  // R53
  }
  if (is_true(signals.device_sso)) {
    return not_enforced(decision, Stance::exempt, Condition::c4);  // R55
  }
  if (is_managed(signals)) {
    if (is_true(signals.app_enforced_restrictions)) {
      return not_enforced(decision, Stance::exempt, Condition::c5);  // R57
    }
    decision.condition = Condition::c6;
  }
  return decision;
}

// The column `azurePortal`: nothing exempts. Without a section of its own it takes the duration of
// `m365` (R29); its prompt is within the limit (R113).
Decision decide_portal(const M365Policy& fallback) {
  return {.stance = Stance::enforced,
          .condition = Condition::c7,
          .source = Source::m365,
          .limits = within_limit(fallback.timeout),
          .group = Group::azure_portal,
          .ends = {Group::azure_portal},
          .pointer_motion = fallback.pointer_motion};
}

// An app's own policy exempts what it lists, and nothing else.
Decision decide_custom(const CustomPolicy& policy, const Signals& signals) {
  const Decision decision{.stance = Stance::enforced,
                          .condition = Condition::c7,
                          .source = Source::custom,
                          .limits = Limits{.warn_after = policy.warn_after,
                                           .sign_out_after = policy.sign_out_after},
                          .group = Group::custom,
                          .ends = {Group::custom}};
  if (policy.exempts_keep_me_signed_in && is_true(signals.keep_me_signed_in)) {
    return not_enforced(decision, Stance::exempt, Condition::c3);
  }
  if (policy.exempts_device_sso && is_true(signals.device_sso)) {
    return not_enforced(decision, Stance::exempt, Condition::c4);
  }
  if (policy.exempts_managed_device && is_managed(signals)) {
    const bool restricted = is_true(signals.app_enforced_restrictions);
    return not_enforced(decision, Stance::exempt, restricted ? Condition::c5 : Condition::c6);
  }
  return decision;
}

}  // namespace

Decision decide(const Policy& policy, AppClass app, const Signals& signals) {
  switch (app) {
    case AppClass::custom:
      if (policy.custom) return decide_custom(*policy.custom, signals);
      return {.group = Group::custom, .ends = {Group::custom}};
    case AppClass::azure_portal:
      if (policy.m365) return decide_portal(*policy.m365);
      return {.group = Group::azure_portal, .ends = {Group::azure_portal}};
    default:  // R25
      if (policy.m365) return decide_m365(*policy.m365, signals);
      return {.group = Group::suite, .ends = {Group::suite}};
  }
}

}  // namespace idleguard
