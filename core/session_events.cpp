// What happened, one function an event, and the facts that it leaves behind. An event changes facts
// and nothing else: what follows from them is the business of the steps behind it.
#include <algorithm>

#include "core/session.hpp"
#include "core/visit.hpp"

namespace idleguard {

void Session::take_event(const Input& input) {
  if (input.terms) change_terms(*input.terms);
  visit(input.event, [this, &input](const auto& event) {
    if constexpr (requires { on(event); }) {
      on(event);
    } else {
      hear(event, input.message);
    }
  });
}

void Session::on(const StayChosen&) {
  // R117. Who presses the button of a prompt that is about to go, because somebody has answered in
  // another tab, is active all the same.
  const Phase phase = standing().phase;
  if (is_over(phase)) return;
  if (!std::holds_alternative<Warning>(phase) && !shown_.prompt_ends) return;
  know(FactKind::stay, now());
  acted_ = true;
}

void Session::on(const EndChosen& event) {
  if (!facts().ended) end(event.reason);
}

void Session::on(const PageShown&) { visible_ = true; }
void Session::on(const PageHidden&) {
  visible_ = false;
  note_exempt_presence();
}

void Session::on(const PageLeft& event) {
  note_exempt_presence();
  leaves_ = true;
  cached_ = event.cached;
  // Rule 10: written when the navigation commits. Who is reloaded once more passes on what it owes.
  if (exit_.request_started != kNever || is_called_off()) know_request();
}

void Session::on(const PageReturned&) {
  leaves_ = cached_ = false;
  exit_.left = false;
  exit_.claim_asked = kNever;
  exit_.claim_granted = kNever;
}

void Session::on(const NetworkChanged& event) { online_ = event.online; }
void Session::on(const HookFinished&) { exit_.hook_finished = true; }

void Session::on(const ClaimAnswered& event) {
  exit_.claim_asked = kNever;
  exit_.exclusive = event.exclusive;
  if (event.granted) {
    exit_.claim_granted = now();
    exit_.claim_refused = kNever;
    exit_.request_started = kNever;
  } else {
    if (exit_.claim_refused == kNever) exit_.claim_refused = now();
    exit_.refused_again = now();
  }
}

void Session::on(const ClaimLost&) {
  exit_.claim_granted = kNever;
  exit_.claim_refused = exit_.refused_again = now();  // a request on its way stays on its way
}

void Session::on(const SignOutReturned& event) {
  if (exit_.request_started == kNever) return;
  if (event.done) {
    know_request();
  } else {
    exit_.request_started = kNever;
    on(ClaimLost{});
  }
}

void Session::on(const RecordFailed&) {
  // The channel may still reach somebody. Once: tabs that all fail must not answer each other.
  tells_ = tells_ || writable_;
  writable_ = false;
}

bool Session::learn(const FactKey& key, std::int64_t stamp, Reason reason) {
  return known_.merge({key, {stamp, reason}});
}

void Session::know(FactKind kind, SessionTime at, Group group, Reason reason) {
  learn({kind, mine_->id, group}, at.ms, reason);
  if (kind != FactKind::activity) tells_ = true;  // ordinary activity waits for its turn (R89)
}

void Session::know(FactKind kind, SessionTime at) { know(kind, at, decision_.group); }

// The request counts as sent when its page goes (rule 10). But who reloads that page while it waits
// for the server calls the request off, and the page that loads meanwhile makes up for it.
bool Session::is_called_off() const {
  const SessionTime requested = facts().requested;
  return config_.returned && loading_.from < requested && requested <= loading_.until;
}

// For all that ended at the same instant, whichever app asks: the tabs of the others wait for it.
void Session::know_request() {
  const SessionTime ended = known_.time({FactKind::ended, mine_->id, decision_.group});
  const bool again = retries_ || is_called_off();
  for (const Group group : kGroups) {
    if (known_.time({FactKind::ended, mine_->id, group}) != ended) continue;
    know(FactKind::requested, now(), group);
    if (again) know(FactKind::retried, now(), group);
  }
}

void Session::end(Reason reason) {
  for (const Group group : kGroups) {
    if (decision_.ends.contains(group)) know(FactKind::ended, now(), group, reason);
  }
}

}  // namespace idleguard
