// The other half of `Session::handle`: the difference between what the host was last told and what
// follows from the facts now. Nothing here changes a shared fact.
#include <algorithm>
#include <array>

#include "core/session.hpp"

namespace idleguard {
namespace {

constexpr Millis kLookWhileVisible = seconds(30);   // R94: no event announces the end of sleep
constexpr Millis kHeartbeatInterval = seconds(60);  // R161
// A countdown that is off by more than this after a sleep is set right; less is two clocks' jitter.
constexpr Millis kPromptTolerance = Millis{250};

constexpr std::array<std::string_view, 8> kStateNames = {
    "disabled", "suspended",   "exempt", "active",
    "warning",  "signing-out", "ended",  "policy-unavailable"};

void earliest(SessionTime& next, SessionTime candidate) {
  if (candidate != kNever && (next == kNever || candidate < next)) next = candidate;
}

// Without locks, tabs stand back for different lengths of time; the id is as random as a page.
Millis stagger_of(const Id& id) { return Millis{400} * static_cast<std::int64_t>(id.low % 8); }

}  // namespace

std::string_view name_of(State state) { return kStateNames[static_cast<std::size_t>(state)]; }

Millis Session::interval() const {
  const auto& limits = decision_.limits;
  return Publisher::interval_for(limits ? limits->sign_out_after : hours(1));
}

void Session::publish(const Standing& standing, const Event& event, Output& output) {
  beat(standing.facts, output);
  const bool last_chance =
      std::holds_alternative<PageHidden>(event) || std::holds_alternative<PageLeft>(event);
  Facts due = publisher_.due({.known = known_,
                              .stored = stored_,
                              .generation = mine_->id,
                              .session = config_.session,
                              .now = now(),
                              .interval = interval(),
                              .flush = last_chance || tells_});
  // Who has been away may read an old record for a moment, and what it hears is not news to others:
  // to write it now could replace what is newer (rule 7). At its next look it knows.
  if (!by_itself_ && now() < trusted_from_) due = {};
  // R105: without a record the channel is all there is. With one, what is due and no news was lost
  // from it, perhaps with more that others know (rule 8).
  const bool has_record = readable_ && writable_;
  if (by_itself_ && !due.empty() && publisher_.is_news(due) != has_record) tells_ = true;
  if (readable_ && !std::holds_alternative<RecordFailed>(event)) {  // else it would fail for ever
    for (const Fact& fact : due) output.effects.push_back(WriteRecord{fact});
    if (due.empty() && by_itself_) writable_ = true;
  }
  publisher_.note_written(due, now(), shown_.begun);
  for (const Fact& fact : expired_) output.effects.push_back(RemoveRecord{fact.key});
  expired_ = {};
  if (tells_) post(output);
}

// R161: after real activity only, never because a timer fired.
void Session::beat(const GroupFacts& facts, Output& output) {
  if (!config_.heartbeat || !acted_ || facts.ended) return;
  const FactKey key{FactKind::heartbeat, mine_->id};
  const SessionTime last = known_.time(key);
  if (last != kNever && now() - last < kHeartbeatInterval) return;
  learn(key, now().ms);
  output.effects.push_back(Heartbeat{timeline_.to_wall(facts.last_activity)});
}

void Session::post(Output& output) const {
  for (const Fact& fact : known_) {
    if (fact.key.id.is_none() || fact.key.id == mine_->id) output.message.merge(fact);
  }
  output.effects.push_back(Post{now()});
}

bool Session::is_superseded() const {
  const auto current = current_generation(known_);
  return current && current->id != mine_->id;
}

bool Session::is_covered(const Phase& phase) const {
  if (config_.report_only) return false;
  return cached_ || is_over(phase);
}

void Session::show(const Standing& standing, Output& output) {
  const GroupFacts& facts = standing.facts;
  const bool covered = is_covered(standing.phase);
  if (covered && !shown_.covered) output.effects.push_back(Cover{});
  if (!covered && shown_.covered) output.effects.push_back(Uncover{});
  const bool silent = covered || config_.report_only;
  show_prompt(silent ? nullptr : std::get_if<Warning>(&standing.phase), output);
  if (shown_.begun && facts.last_stay > shown_.stay) {
    output.effects.push_back(AnnounceStay{timeline_.to_wall(facts.last_stay)});
  }
  if (facts.ended && !shown_.end) output.effects.push_back(AnnounceEnd{facts.ended->reason});
  shown_.begun = true;
  shown_.covered = covered;
  shown_.stay = facts.last_stay;
  shown_.end = facts.ended.has_value();
}

// The countdown runs on the monotonic clock, which stands still while the machine sleeps.
void Session::show_prompt(const Warning* warning, Output& output) {
  if (warning == nullptr) {
    if (shown_.prompt_ends) output.effects.push_back(HidePrompt{});
    shown_.prompt_ends.reset();
    return;
  }
  const MonoTime ends_at = timeline_.to_mono(warning->ends_at);
  const Millis drift = shown_.prompt_ends ? ends_at - *shown_.prompt_ends : minutes(1);
  if (drift <= kPromptTolerance && Millis{0} - drift <= kPromptTolerance) return;
  output.effects.push_back(ShowPrompt{ends_at});
  shown_.prompt_ends = ends_at;
}

SessionTime Session::exit(const GroupFacts& facts, Output& output) {
  if (!facts.ended || config_.report_only || leaves_) return kNever;
  const bool is_asked = (retries_ ? facts.retried : facts.requested) != kNever;
  const Exit exit = exit_at(exit_,
                            {.requested = is_asked && !is_called_off(),
                             .superseded = is_superseded(),
                             .online = online_,
                             .stagger = stagger_of(config_.fresh_id)},
                            now());
  switch (exit.step) {
    case ExitStep::run_hook:
      exit_.hook_started = now();
      output.effects.push_back(RunHook{});
      break;
    case ExitStep::claim:
    case ExitStep::take_over:
      exit_.claim_asked = now();
      exit_.claim_granted = kNever;
      exit_.request_started = kNever;
      if (exit.step == ExitStep::take_over) exit_.claim_refused = kNever;
      output.effects.push_back(Claim{exit.step == ExitStep::take_over});
      break;
    case ExitStep::sign_out:
      exit_.request_started = now();
      output.effects.push_back(SignOut{});
      break;
    case ExitStep::leave:
      if (exit_.left) break;
      exit_.left = true;
      output.effects.push_back(ReleaseClaim{});
      output.effects.push_back(Leave{});
      break;
    case ExitStep::wait:
      break;
  }
  return exit.next;
}

void Session::schedule(const Standing& standing, SessionTime exit_next, Output& output) {
  const Phase& phase = standing.phase;
  SessionTime wake = exit_next;
  SessionTime input_from;
  if (const auto* active = std::get_if<Active>(&phase)) {
    wake = active->next;
    input_from = std::min(active->next, publisher_.next_activity(interval()));
  } else if (const auto* warning = std::get_if<Warning>(&phase)) {
    wake = input_from = warning->ends_at;
  } else if (std::holds_alternative<Over>(phase)) {
    wake = concludes_at();
    input_from = now();
  }
  if (!std::holds_alternative<Unwatched>(phase)) {  // R12: no timers
    earliest(wake, publisher_.next_look(now(), interval()));
    if (now() < trusted_from_) earliest(wake, trusted_from_);  // what was read may be old (rule 7)
    if (visible_) earliest(wake, now() + kLookWhileVisible);
  }
  if (wake != kNever && !leaves_) output.wake_at = timeline_.to_mono(wake);
  if (input_from != kNever) output.input_from = timeline_.to_mono(input_from);
  wake_at_ = output.wake_at;
}

Status Session::status(const Standing& standing) const {
  const auto& [facts, phase] = standing;
  const auto& limits = decision_.limits;
  Status status{.shared = readable_ && writable_};
  if (facts.ended) {
    status.reason = facts.ended->reason;
    status.state = exit_.left || config_.report_only ? State::ended : State::signing_out;
  } else if (!limits) {
    constexpr std::array<State, 3> kByStance = {State::disabled, State::suspended, State::exempt};
    status.state = has_policy_ ? kByStance[static_cast<std::size_t>(decision_.stance)]
                               : State::policy_unavailable;
    return status;
  } else {
    // A page that is covered until the end is certain is still being warned (R167).
    const bool warned = !std::holds_alternative<Active>(phase) && limits->warn_after;
    status.state = warned ? State::warning : State::active;
  }
  status.last_activity = timeline_.to_wall(facts.last_activity);
  if (limits) status.sign_out_at = timeline_.to_wall(deadline_of(*limits, facts));
  return status;
}

}  // namespace idleguard
