#include "core/decision.hpp"

#include <algorithm>

namespace idleguard {
namespace {

constexpr Millis kShortestLead = seconds(20);
constexpr Millis kLongestLead = seconds(120);

// R109 to R113.
Limits limits_of(const Section& section) {
  Limits limits{.warn_after = section.warn_after,
                .sign_out_after = section.sign_out_after,
                .extends_after_wake = section.prompt == PromptMode::at_limit};
  if (section.prompt == PromptMode::none) limits.warn_after.reset();
  if (section.prompt == PromptMode::within_limit) {
    const Millis lead = std::clamp(section.sign_out_after / 5, kShortestLead, kLongestLead);
    limits.warn_after = section.sign_out_after - lead;
  }
  return limits;
}

// R58: compliant or domain-joined; "managed" alone proves nothing.
bool is_managed(Signals signals) {
  return signals.holds(Signal::device_compliant) || signals.holds(Signal::device_domain_joined);
}

// The row of the condition matrix that decides: the first that holds and lets the session go (R61:
// what is not known does not hold).
Condition deciding_row(ConditionSet releases, Signals signals, SuspendsWhenBlocked suspends) {
  const auto decides = [&](Condition row, bool holds) { return holds && releases.contains(row); };
  const bool restricted = signals.holds(Signal::app_enforced_restrictions);
  const bool blocked_releases = suspends.value_or(releases.contains(Condition::c2));
  if (blocked_releases && signals.holds(Signal::third_party_blocked)) return Condition::c2;
  if (decides(Condition::c3, signals.holds(Signal::keep_me_signed_in))) return Condition::c3;
  if (decides(Condition::c4, signals.holds(Signal::device_sso))) return Condition::c4;
  if (decides(Condition::c5, is_managed(signals) && restricted)) return Condition::c5;
  if (decides(Condition::c6, is_managed(signals) && !restricted)) return Condition::c6;
  return Condition::c7;
}

void apply(const Section& section, Source source, Signals signals, SuspendsWhenBlocked suspends,
           Decision& decision) {
  decision.activity = section.activity;
  decision.pointer_motion = section.pointer_motion;
  const bool is_sso = signals.holds(Signal::sso_session) || signals.holds(Signal::device_sso);
  if (!(is_sso ? section.holds_with_sso : section.holds_without_sso)) {  // R11
    if (signals.holds(Signal::device_sso)) decision.condition = Condition::c4;
    return;
  }
  decision.source = source;
  decision.condition = deciding_row(section.releases, signals, suspends);
  if (decision.condition == Condition::c7) {
    decision.stance = Stance::enforced;
    decision.limits = limits_of(section);
  } else {
    decision.stance = decision.condition == Condition::c2 ? Stance::suspended : Stance::exempt;
  }
}

// R31 to R33: under a directory's limit the user's own counts only if it is shorter; without one it
// is the user's to choose.
void decide_portal(const Policy& policy, Signals signals, const Preference& preference,
                   SuspendsWhenBlocked suspends, Decision& decision) {
  std::optional<Section> section = portal_section_of(policy);
  Source source = Source::azure_portal;
  if (section && !section->only_proposes) {
    decision.is_preference_unused = preference && *preference >= section->sign_out_after;
    if (section->is_inherited) source = Source::m365;
  }
  if (preference && !decision.is_preference_unused) {
    if (!section) section = portal_section(*preference);
    section->sign_out_after = *preference;
    source = Source::azure_portal;
  }
  if (section && section->sign_out_after != kNeverIdle)
    apply(*section, source, signals, suspends, decision);
}

// R39: a SharePoint timeout ends the account's session in all of Microsoft 365 (R38).
GroupSet ended_with(Group group) {
  GroupSet ends(group);
  if (group == Group::share_point) {
    ends.insert(Group::suite);
    ends.insert(Group::outlook);
  }
  return ends;
}

}  // namespace

Decision decide(const Policy& policy, AppClass app, Signals signals, const Preference& preference,
                SuspendsWhenBlocked suspends) {
  const auto& suite = policy[Source::m365];
  const Source source = is_suite(app) && suite ? Source::m365 : own_source(app);  // R27, R28
  Decision decision;
  decision.group = group_of(source);  // R35
  decision.ends = ended_with(decision.group);
  if (source == Source::azure_portal) {
    decide_portal(policy, signals, preference, suspends, decision);
  } else {
    decision.is_preference_unused = preference.has_value();  // R34
    if (policy[source]) apply(*policy[source], source, signals, suspends, decision);
  }
  return decision;
}

}  // namespace idleguard
