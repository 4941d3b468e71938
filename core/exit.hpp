// The way out after an end: hook, claim, one request, and leaving (R123, R125; rules 10 and 11 of
// the protocol). Everyone covers; one tab goes to the sign-out address; the others wait until they
// see that it was sent. A lock alone is not once, for a late tab finds it free: the fact decides.
#pragma once

#include "core/time.hpp"

namespace idleguard {

/// What this tab did and learned on its way out; `kNever` for what it did not.
struct ExitFacts {
  SessionTime hook_started;
  bool hook_finished = false;
  SessionTime claim_asked;
  SessionTime claim_granted;
  SessionTime claim_refused;  // or lost, first
  SessionTime refused_again;  // last
  bool exclusive = true;      // the grant excludes others
  SessionTime request_started;
  bool left = false;
};

/// What the shared facts say.
struct ExitOutlook {
  bool requested = false;   // the request was sent, as often as it is wanted
  bool superseded = false;  // another sign-in has begun: asking would end that one (rule 10)
  bool online = true;
  Millis stagger;  // how long to stand back where no lock excludes others
};

enum class ExitStep : std::uint8_t { run_hook, claim, take_over, sign_out, wait, leave };

struct Exit {
  ExitStep step = ExitStep::wait;
  SessionTime next;  // when to ask again
};

/// The step to take now. Pure; the caller notes in `facts` what it has started.
Exit exit_at(const ExitFacts& facts, const ExitOutlook& outlook, SessionTime now);

}  // namespace idleguard
