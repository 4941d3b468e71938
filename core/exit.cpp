#include "core/exit.hpp"

#include <algorithm>

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
  ExitStep then = ExitStep::take_over;
  SessionTime since = facts.claim_asked;
  Millis length = kTakeOverAfter;
  if (facts.request_started != kNever) {  // R135: it may have been held up; the cover stays
    since = facts.request_started;
  } else if (facts.claim_granted != kNever) {
    then = ExitStep::sign_out;
    since = facts.claim_granted;
    length = facts.exclusive ? kReadAgainAfter : kReadAgainAfter + outlook.stagger;
  } else if (facts.claim_refused != kNever) {
    since = facts.claim_refused;
    // Whoever was in the way may have crashed, or signed out what ended apart from this (R39).
    if (facts.claim_asked == kNever && now >= facts.refused_again + kLookEvery) {
      return {ExitStep::claim, now + kTakeOverAfter};
    }
  }
  if (since == kNever) return {ExitStep::claim, now + kTakeOverAfter};
  if (now >= since + length) return {then, now + kTakeOverAfter};
  return {ExitStep::wait, std::min(since + length, now + kLookEvery)};
}

}  // namespace idleguard
