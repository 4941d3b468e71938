// Under which policy a session runs, and what changes when that changes: its own record decides,
// then what this page has brought (R41 to R45, R63).
#include <algorithm>
#include <utility>

#include "core/session.hpp"
#include "core/snapshot.hpp"

namespace idleguard {
namespace {

std::optional<Section> brought(const Policy& policy, Source source) {
  return source == Source::azure_portal ? portal_section_of(policy) : policy[source];
}

}  // namespace

std::optional<Policy> Session::policy_of(const Id& generation) const {
  const auto& own = config_.terms.policy;
  Policy policy;
  for (const Source source : sources_of(config_.app)) {
    const SectionReading shared = section_of(known_, generation, source);
    if (!shared.is_known && !own) return std::nullopt;
    policy[source] = shared.is_known ? shared.section : brought(*own, source);
    if (policy[source]) break;  // what comes next does not matter (R27)
  }
  return policy;
}

Decision Session::decide_for(const Id& generation) {
  const std::optional<Policy> policy = policy_of(generation);
  has_policy_ = policy.has_value();
  const Terms& terms = config_.terms;
  return decide(policy.value_or(Policy{}), config_.app, signals_, terms.preference,
                terms.suspends_when_blocked);
}

// R45: a new sign-in whose policy cannot be had goes on with the last good one.
void Session::inherit_policy(const Id& previous) {
  const Terms& terms = config_.terms;
  if (terms.policy && !terms.is_fallback) return;
  for (const Source source : sources_of(config_.app)) {
    const FactValue* value = known_.find(section_key(previous, source));
    if (value != nullptr) known_.merge({section_key(mine_->id, source), *value});
  }
}

void Session::share_policy() {
  const Terms& terms = config_.terms;
  if (!terms.policy || terms.is_fallback) return;
  for (const Source source : sources_of(config_.app)) {
    const auto section = brought(*terms.policy, source);
    const SectionReading shared = section_of(known_, mine_->id, source);
    // What is kept is kept from the first tab on; an older document must not come back either.
    if (shared.is_known && (shared.section == section || !is_adopted(source))) continue;
    const Fact fact = section_fact(mine_->id, source, section, terms.obtained_at);
    if (known_.merge(fact) && shared.is_known) tells_ = true;  // their wake-ups may come too late
  }
}

void Session::change_terms(const Terms& terms) {
  const Terms last = std::exchange(config_.terms, terms);
  Terms& mine = config_.terms;
  if (!mine.policy) {
    mine.policy = last.policy;
    mine.obtained_at = last.obtained_at;
    mine.is_fallback = last.is_fallback;
  } else if (last.policy) {  // two answers of one second are in order for the page that asked
    mine.obtained_at = std::max(mine.obtained_at, last.obtained_at + Millis{1});
  }
  if (mine.token) token_ = renewed(token_, *mine.token);
  signals_ = mine.signals.or_else(token_.signals);
}

void Session::settle_terms() {
  if (facts().ended) return;  // else another group, whose end nobody has written, could revive it
  share_policy();
  const Decision next = decide_for(mine_->id);
  const Standing before = standing();
  const Decision last = std::exchange(decision_, next);
  note_preference(last.is_preference_unused);
  forget_forged_extensions();  // what was believable under another limit, or under none
  if (!next.limits) return;
  if (!last.limits) {
    know(FactKind::activity, now());  // R63: leaving an exemption never signs out at once
  } else if (next.group != last.group) {
    know(FactKind::activity, before.facts.last_activity);
  }
  if (is_over(standing().phase) && !is_over(before.phase)) {
    const Limits& limits = *next.limits;  // R43: never without warning
    const Millis grace = limits.sign_out_after - limits.warn_after.value_or(limits.sign_out_after);
    know(FactKind::grace_end, now() + std::max(grace, kShortestAnswerTime));
  }
}

void Session::note_preference(bool was_unused) {
  if (decision_.is_preference_unused && !was_unused) {
    report("preference-ignored");  // R31, R34
  }
}

// R63: whoever loses the exemption with the next page has been there until now.
void Session::note_exempt_presence() {
  const bool is_released =
      decision_.stance == Stance::exempt || decision_.stance == Stance::suspended;
  if (is_released) know(FactKind::activity, now());
}

}  // namespace idleguard
