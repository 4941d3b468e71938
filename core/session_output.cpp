// The other half of `Session::handle`: the difference between what the host was last told and what
// follows from the facts now. Nothing here changes a shared fact.
#include <algorithm>
#include <array>

#include "core/session.hpp"

namespace idleguard {
namespace {

constexpr Millis kLookWhileVisible = seconds(30);   // R94: no event announces the end of sleep
constexpr Millis kHeartbeatInterval = seconds(60);  // R161

constexpr std::array<std::string_view, 7> kStateNames = {
    "disabled", "suspended", "exempt", "active", "warning", "signing-out", "ended"};

void earliest(std::optional<SessionTime>& next, std::optional<SessionTime> candidate) {
  if (candidate && (!next || *candidate < *next)) next = candidate;
}

// Without locks, tabs stand back for different lengths of time; the id is as random as a page.
Millis stagger_of(const Id& id) { return Millis{400} * static_cast<std::int64_t>(id.low % 8); }

}  // namespace

std::string_view name_of(State state) { return kStateNames[static_cast<std::size_t>(state)]; }

Millis Session::interval() const {
  const auto& limits = config_.decision.limits;
  return Publisher::interval_for(limits ? limits->sign_out_after : hours(1));
}

void Session::publish(const Event& event, Output& output) {
  beat(output);
  const bool last_chance =
      std::holds_alternative<PageHidden>(event) || std::holds_alternative<PageLeft>(event);
  const std::vector<Fact> due = publisher_.due({.known = known_,
                                                .stored = stored_,
                                                .ids = {mine_->id, config_.session},
                                                .now = now(),
                                                .interval = interval(),
                                                .flush = last_chance || tells_});
  if (!readable_) {
    if (!publisher_.fresh_of(due).empty()) tells_ = true;  // R105: the channel is all there is
  } else if (!std::holds_alternative<RecordFailed>(event)) {  // else it would fail for ever
    for (const Fact& fact : due) output.effects.emplace_back(WriteRecord{fact});
    if (due.empty()) writable_ = true;
  }
  publisher_.note_written(due, now());
  for (const RemoveRecord& each : expired_) output.effects.emplace_back(each);
  expired_.clear();
  if (tells_) post(output);
}

// R161: after real activity only, never because a timer fired.
void Session::beat(Output& output) {
  if (!config_.heartbeat || !acted_ || facts().ended) return;
  const FactKey key{FactKind::heartbeat, mine_->id};
  const auto last = known_.time(key);
  if (last && now() - *last < kHeartbeatInterval) return;
  known_.merge({key, {now().ms}});
  output.effects.emplace_back(Heartbeat{timeline_.to_wall(facts().last_activity)});
}

void Session::post(Output& output) const {
  Post message{.at = now()};
  for (const Fact& fact : known_) {
    if (fact.key.id.is_none() || fact.key.id == mine_->id) message.facts.push_back(fact);
  }
  output.effects.emplace_back(std::move(message));
}

bool Session::is_superseded() const {
  const auto current = current_generation(known_);
  return current && current->id != mine_->id;
}

bool Session::is_covered(const Phase& phase) const {
  if (config_.report_only) return false;
  return cached_ || std::holds_alternative<Over>(phase) || std::holds_alternative<Finished>(phase);
}

void Session::show(Output& output) {
  const Phase phase = this->phase();
  const GroupFacts facts = this->facts();
  const bool covered = is_covered(phase);
  const auto* warning = config_.report_only ? nullptr : std::get_if<Warning>(&phase);
  const auto prompt_ends = warning ? std::optional(warning->ends_at) : std::nullopt;

  if (covered && !shown_.covered) output.effects.emplace_back(Cover{});
  if (!covered && shown_.covered) output.effects.emplace_back(Uncover{});
  if (prompt_ends && prompt_ends != shown_.prompt_ends) {
    output.effects.emplace_back(ShowPrompt{timeline_.to_mono(*prompt_ends)});
  }
  if (!prompt_ends && shown_.prompt_ends) output.effects.emplace_back(HidePrompt{});
  if (shown_.prompt_ends && facts.last_stay > shown_.stay) {
    output.effects.emplace_back(AnnounceStay{timeline_.to_wall(*facts.last_stay)});
  }
  if (facts.ended && !shown_.end) output.effects.emplace_back(AnnounceEnd{facts.ended->reason});
  shown_.covered = covered;
  shown_.prompt_ends = prompt_ends;
  shown_.stay = facts.last_stay;
  shown_.end = facts.ended.has_value();
}

std::optional<SessionTime> Session::exit(Output& output) {
  const GroupFacts facts = this->facts();
  if (!facts.ended || config_.report_only || cached_) return std::nullopt;
  const bool requested = (retries_ ? facts.retried : facts.requested).has_value();
  const Exit exit = exit_at(exit_,
                            {.requested = requested,
                             .superseded = is_superseded(),
                             .online = online_,
                             .stagger = stagger_of(config_.fresh_id)},
                            now());
  switch (exit.step) {
    case ExitStep::run_hook:
      exit_.hook_started = now();
      output.effects.emplace_back(RunHook{});
      break;
    case ExitStep::claim:
    case ExitStep::take_over:
      exit_.claim_asked = now();
      exit_.claim_granted.reset();
      exit_.claim_refused.reset();
      exit_.request_started.reset();
      output.effects.emplace_back(Claim{exit.step == ExitStep::take_over});
      break;
    case ExitStep::sign_out:
      exit_.request_started = now();
      output.effects.emplace_back(SignOut{});
      break;
    case ExitStep::leave:
      if (exit_.left) break;
      exit_.left = true;
      output.effects.emplace_back(ReleaseClaim{});
      output.effects.emplace_back(Leave{});
      break;
    case ExitStep::wait:
      break;
  }
  return exit.next;
}

void Session::schedule(std::optional<SessionTime> exit_next, Output& output) {
  const Phase phase = this->phase();
  std::optional<SessionTime> wake = exit_next;
  std::optional<SessionTime> input_from;
  if (const auto* active = std::get_if<Active>(&phase)) {
    wake = active->next;
    input_from = std::min(active->next, publisher_.next_activity(interval()));
  } else if (const auto* warning = std::get_if<Warning>(&phase)) {
    wake = input_from = warning->ends_at;
  } else if (const auto* over = std::get_if<Over>(&phase)) {
    wake = ends_from(*over);
    input_from = now();
  }
  if (!std::holds_alternative<Unwatched>(phase)) {  // R12: no timers
    earliest(wake, publisher_.next_look(now(), interval()));
    if (visible_ && !facts().ended) earliest(wake, now() + kLookWhileVisible);
  }
  if (cached_) wake.reset();
  wake_at_.reset();
  if (wake) wake_at_ = output.wake_at = timeline_.to_mono(*wake);
  if (input_from) output.input_from = timeline_.to_mono(*input_from);
}

Status Session::status() const {
  const Phase phase = this->phase();
  const GroupFacts facts = this->facts();
  const auto& limits = config_.decision.limits;
  Status status{.shared = readable_ && writable_};
  if (facts.ended) {
    status.reason = facts.ended->reason;
    status.state = exit_.left || config_.report_only ? State::ended : State::signing_out;
  } else if (!limits) {
    constexpr std::array<State, 3> kByStance = {State::disabled, State::suspended, State::exempt};
    status.state = kByStance[static_cast<std::size_t>(config_.decision.stance)];
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
