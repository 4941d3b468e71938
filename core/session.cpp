// Theory of operation. `handle` does five things, always in this order: it observes the time, sees
// the phase before, merges facts, sees the phase after, and returns the difference. No step
// remembers "which state we are in"; a step that looks as if it needed to is missing a fact.
//
// Invariants: nothing irreversible happens on a record that may be stale (rule 7); the page is
// covered from the very input that finds the deadline passed, whatever is decided later; what has
// ended stays ended for this tab, even when a newer generation has begun elsewhere.
#include "core/session.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace idleguard {
namespace {

// Rule 7. So long storage may show what is no longer true: an answer given elsewhere at the last
// moment, or all that a tab has missed that was away. On a machine with much too much to do writes
// were seen 350 ms late, by tabs that ran all along not less than by others (bindings/README.md).
constexpr Millis kSettle = Millis{600};

// Later than this, a wake-up says that the tab did not run; timers of hidden tabs come once a
// second.
constexpr Millis kLateWake = Millis{1500};
constexpr Millis kSleepJump = seconds(2);

// Rule 9, of a record that takes time to answer: asked again after so long, and given up after it.
constexpr Millis kAskAgainAfter = seconds(3);
constexpr Millis kGiveUpAfter = seconds(9);

constexpr Millis kForgetAfter = hours(24);  // R144
constexpr Millis kForgetSeenAfter = hours(24 * 30);

// What is no point in time that has been lived through, and so must not raise the clock.
bool is_stamp(FactKind kind) { return kind != FactKind::correction && kind != FactKind::grace_end; }

}  // namespace

Session::Session(const SessionConfig& config)
    : config_(config),
      token_(config.terms.token.value_or(TokenClaims{})),
      signals_(config.terms.signals.or_else(token_.signals)),
      visible_(config_.visible),
      online_(config_.online) {}

Output Session::handle(const Input& input) {
  IDLEGUARD_CHECK(mine_ || std::holds_alternative<Started>(input.event));
  Output output;
  reports_.clear();
  tells_ = false;
  acted_ = false;
  read_record(input);
  observe_time(input);
  if (!mine_) enter_generation();
  follow_newer_generation();
  if (away_) trusted_from_ = now() + kSettle;
  settle_terms();
  const Phase before = phase_at(decision_.limits, facts(), previous_);
  take_activity();
  take_event(input);
  follow_newer_generation();
  begin_group(input);
  settle_terms();
  extend_after_wake();
  conclude(before);
  const Standing standing = this->standing();
  // The tab that somebody looks at tells the others, whose timers may be slow (R93, R97). Who takes
  // the session for over tells them, too: they may know better, if the record has lost something.
  by_itself_ = !std::holds_alternative<PeerSpoke>(input.event);
  const bool matters = visible_ || is_over(standing.phase);
  if (by_itself_ && matters && before.index() < standing.phase.index()) tells_ = true;

  publish(standing, input.event, output);
  show(standing, output);
  const SessionTime exit_next = exit(standing.facts, output);
  for (const Effect& each : reports_) output.effects.push_back(each);
  schedule(standing, exit_next, output);
  output.status = status(standing);
  previous_ = now();
  return output;
}

// ---- facts come in ------------------------------------------------------------------------------

void Session::observe_time(const Input& input) {
  timeline_.adopt_correction(Millis{known_.time({FactKind::correction}).ms});
  // Activity lies between the observation before and this one: a sleep after it is not part of it.
  activity_at_ = kNever;
  if (mine_ && input.activity) activity_at_ = timeline_.at(*input.activity);
  timeline_.observe(input.now);
  if (!mine_ && input.activity) activity_at_ = timeline_.at(*input.activity);

  read_at_ = now();
  if (input.record && input.record_at) read_at_ = now() - (input.now.mono - *input.record_at);

  const bool jumped = mine_ && timeline_.last_jump() > kSleepJump;
  if (jumped) report("clock-jump");  // R92
  // Once in a row: what comes once a minute, or in a page that computes all the time, would else
  // put an end off for ever (R97).
  const bool was_late = late_;
  if (wake_at_ && input.now.mono >= *wake_at_) late_ = input.now.mono > *wake_at_ + kLateWake;
  const bool is_late = late_ && !was_late;
  away_ = !mine_ || is_late || jumped || std::holds_alternative<PageReturned>(input.event);
}

void Session::enter_generation() {
  for (const Fact& fact : known_) {
    if (is_stamp(fact.key.kind)) timeline_.raise({fact.value.stamp});
  }
  const auto previous = current_generation(known_);
  decision_ = decide_for(previous ? previous->id : Id{});
  const SessionTime origin = timeline_.at({timeline_.to_wall(now()), config_.loaded_at});
  const Arrival arrival{.session = config_.session,
                        .fresh_id = config_.fresh_id,
                        .group = decision_.group,
                        .load = {.origin = origin, .returned = config_.returned},
                        .report_only = config_.report_only};
  const Entry entry = enter(known_, arrival, now());
  mine_ = entry.generation;
  retries_ = entry.retries;
  loading_ = {origin, now()};
  if (entry.reused) {
    report("session-reused");
  }
  if (entry.starts) {
    known_.merge(generation_fact(*mine_));
    if (previous) inherit_policy(previous->id);
    forget_old_facts();
  }
  decision_ = decide_for(mine_->id);
  forget_forged_extensions();
  note_preference(false);
  // A group begins with its first tab: nobody can have been idle in apps that were not open. Every
  // later one finds what this one notes, for loading a page is not activity (R107).
  const GroupFacts facts = this->facts();
  if (!facts.ended && known_.time({FactKind::activity, mine_->id, decision_.group}) == kNever) {
    know(FactKind::activity, entry.starts ? mine_->start : now());
    // Tabs from before follow a new sign-in, also one that is being warned (rule 5), and tell the
    // time if the clock was set back. Without a record this may be no news but a page load, which
    // is no activity.
    tells_ = readable_;
    begins_at_ = now() + kSettle;
    begins_until_ = {timeline_.to_wall(begins_at_), timeline_.to_mono(begins_at_)};
  }
  // Of a session that came while another was still being signed out nobody has seen anything.
  if (!config_.session.is_none() && !facts.ended) {
    learn({FactKind::seen, config_.session}, now().ms);
  }
  // Another sign-in lives: nobody asks for sign-out here, so the retry counts as made (rule 10).
  if (retries_ && is_superseded()) know(FactKind::retried, now());
  previous_ = now();
}

// R144, at the one moment when the record grows.
void Session::forget_old_facts() {
  const auto previous = current_generation(stored_);
  const auto is_old = [&](const Fact& fact) {
    const bool keeps = fact.key.id.is_none() || fact.key.id == mine_->id ||
                       fact.key.id == config_.session || (previous && fact.key.id == previous->id);
    const Millis age = now() - SessionTime{fact.value.stamp};
    return !keeps && age > (fact.key.kind == FactKind::seen ? kForgetSeenAfter : kForgetAfter);
  };
  for (const Fact& fact : stored_) {
    if (is_old(fact)) expired_.merge(fact);
  }
  known_.forget(is_old);
}

void Session::follow_newer_generation() {
  const auto current = current_generation(known_);
  if (!current) return;
  if (current->id != mine_->id) {
    const Standing standing = this->standing();
    if (is_over(standing.phase)) return;
    mine_ = current;
    know(FactKind::activity, standing.facts.last_activity);
  }
  mine_ = current;
  for (const Fact& fact : known_) {  // R92: a stamp from the future raises the clock
    if (fact.key.id == mine_->id && is_stamp(fact.key.kind)) timeline_.raise({fact.value.stamp});
  }
  timeline_.raise(mine_->start);
  const Millis correction = timeline_.correction_to_share();
  if (correction.count > 0) {
    // Told: whoever has just begun knows of a clock that was set back only what the record says.
    if (learn({FactKind::correction}, correction.count)) tells_ = true;
    timeline_.adopt_correction(correction);
  }
}

void Session::take_activity() {
  if (activity_at_ == kNever) return;
  const SessionTime at = std::min(activity_at_, now());
  if (!activity_counts(decision_.limits, facts(), at)) return;
  know(FactKind::activity, at);
  acted_ = true;
}

// On a clock that was set back a page loads in the past, until others tell it the time: the group
// that begins with it begins in the present. At the wake-up that ends the time to be told, two
// clocks in whole milliseconds say as much without anybody's help.
void Session::begin_group(const Input& input) {
  const auto& [wall, mono] = begins_until_;
  if (input.now.wall >= wall || input.now.mono >= mono) begins_at_ = {INT64_MAX};
  if (now() > begins_at_ && !facts().ended) know(FactKind::activity, now());
}

// ---- what follows -------------------------------------------------------------------------------

// R119: waking into a warning that leaves too little time to answer extends it, once a warning.
void Session::extend_after_wake() {
  const auto& limits = decision_.limits;
  const Standing standing = this->standing();
  const auto* warning = std::get_if<Warning>(&standing.phase);
  if (!away_ || warning == nullptr || !limits->extends_after_wake) return;
  const SessionTime warned_at = standing.facts.last_activity + *limits->warn_after;
  const bool slept_through = previous_ < warned_at;
  const bool extended = standing.facts.grace_end > warned_at;
  if (!slept_through || extended || warning->ends_at - now() >= kShortestAnswerTime) return;
  know(FactKind::grace_end, now() + kShortestAnswerTime);
}

// The nearest moment that can bring a decision: the record is trusted from then on, or, when it has
// been read before that only, it is time to ask again or to give up.
SessionTime Session::concludes_at() const {
  const SessionTime from = trusted_from_;
  if (read_at_ >= from || now() < from) return from;
  return std::min(now() + kAskAgainAfter, from + kGiveUpAfter);
}

// Rule 7: whoever first finds a boundary passed has read the record once, and must do so again:
// before it ends, and lest it warn somebody who is active until it next looks by itself.
void Session::conclude(const Phase& before) {
  const Phase phase = standing().phase;
  if (phase.index() > before.index()) trusted_from_ = now() + kSettle;
  if (std::holds_alternative<Over>(phase) && now() >= concludes_at()) end(Reason::idle);
}

Session::Standing Session::standing() const {
  const GroupFacts facts = this->facts();
  return {facts, phase_at(decision_.limits, facts, now())};
}

void Session::report(const char* code) { reports_.push_back(Report{code}); }

}  // namespace idleguard
