#include "core/exit.hpp"

namespace idleguard {
namespace {

constexpr Millis kHookTime = seconds(3);         // R123
constexpr Millis kReadAgainAfter = Millis{700};  // rule 10: the last holder's write must be visible
constexpr Millis kTakeOverAfter = seconds(30);   // rule 10
constexpr Millis kLookEvery = seconds(2);        // a message usually comes first

}  // namespace

Exit exit_at(const ExitFacts& facts, const ExitOutlook& outlook, SessionTime now) {
  if (facts.hook_started == kNever) return {ExitStep::run_hook, now + kHookTime};
  const SessionTime hook_ends = facts.hook_started + kHookTime;
  if (!facts.hook_finished && now < hook_ends) return {ExitStep::wait, hook_ends};
  if (outlook.requested || outlook.superseded) return {ExitStep::leave};
  if (!outlook.online) return {};  // R134: nothing of the page is left to see; the network wakes us
  const auto wait_until = [&](SessionTime end, ExitStep then) -> Exit {
    if (now >= end) return {then, now + kTakeOverAfter};
    const SessionTime look = now + kLookEvery;
    return {ExitStep::wait, look < end ? look : end};
  };
  if (facts.request_started != kNever) {  // R135: it may have been held up; the cover stays
    return wait_until(facts.request_started + kTakeOverAfter, ExitStep::take_over);
  }
  if (facts.claim_granted != kNever) {
    const Millis stand_back = facts.exclusive ? Millis{0} : outlook.stagger;
    return wait_until(facts.claim_granted + kReadAgainAfter + stand_back, ExitStep::sign_out);
  }
  if (facts.claim_refused != kNever) {
    return wait_until(facts.claim_refused + kTakeOverAfter, ExitStep::take_over);
  }
  if (facts.claim_asked != kNever) {
    return wait_until(facts.claim_asked + kTakeOverAfter, ExitStep::take_over);
  }
  return {ExitStep::claim, now + kTakeOverAfter};
}

}  // namespace idleguard
