// The faults that mutations.mjs puts into the core, one at a time. Each says which file of core/ it
// is in, what would then be wrong, and the rule that says so: an R of the semantics, or a rule of
// the record's protocol. What is taken out must be in its file exactly once (a test of the house
// sees to that). Each of them is seen by random worlds, or breaks a promise in a kept script; what
// neither can see, or what changes nothing that anybody could see, does not belong here.

const LIST = String.raw`
timeline: only the wall clock counts (R91)
- now_ = std::max(by_wall, by_mono);
+ now_ = by_wall;

timeline: only the monotonic clock counts (R91)
- now_ = std::max(by_wall, by_mono);
+ now_ = by_mono;

session: stamps from the future do not raise the clock (rule 4)
- if (fact.key.id == mine_->id && is_stamp(fact.key.kind)) timeline_.raise({fact.value.stamp});
+

session: a correction of the clock is not published (rule 4)
- if (learn({FactKind::correction}, correction.count)) tells_ = true;
+

session: a published correction is not taken over (rule 4)
- timeline_.adopt_correction(Millis{known_.time({FactKind::correction}).ms});
+

timeline: a clock that is behind is not noticed (rule 4)
- return needed - correction_ > kCorrectionTolerance ? needed : correction_;
+ return correction_;

session: who was away believes the first look (rule 7)
- if (away_) trusted_from_ = now() + kSettle;
+

session: activity counts from when it is handled, not from when it was (R92)
- const SessionTime at = std::min(activity_at_, now());
+ const SessionTime at = now();

session_output: a visible page does not look for an end of sleep (R94)
- if (visible_) earliest(wake, now() + kLookWhileVisible);
+

session_record: the record is not read before acting (rule 7)
- known_.merge(stored_);
+

session: a page load counts as activity (R107)
- if (!facts.ended && known_.time({FactKind::activity, mine_->id, decision_.group}) == kNever) {
+ if (!facts.ended) {

phase: a stay is no activity (R117)
- std::max({generation.start, time(FactKind::activity), found.last_stay})
+ std::max(generation.start, time(FactKind::activity))

publisher: activity that was held back is not published later (rule 3)
- return check_at_ == kNever ? publication : std::min(check_at_, publication);
+ return check_at_;

session_output: what is held back is not written when the page goes (rule 3)
- .flush = last_chance || tells_});
+ .flush = tells_});

publisher: activity is never published again (R89)
- !request.flush && request.now < last_activity_write_ + request.interval;
+ !request.flush;

publisher: what the record has lost is not written anew (rule 8)
- if (!request.stored.lacks(fact)) continue;
+ if (!request.stored.lacks(fact) || !attempted_.lacks(fact)) continue;

session_record: what others say is not heard (rule 7)
- if (believe(message, timeline_.to_wall(now()), known_) > 0 || !plausible) {
+ if (Facts deaf; believe(message, timeline_.to_wall(now()), deaf) > 0 || !plausible) {

session_record: a tab that hears one that knows less does not answer (rule 8)
- if (as_they_see_it.index() > standing().phase.index()) tells_ = true;
+

session: visible tabs do not tell what they see (R93)
- const bool matters = visible_ || is_over(standing.phase);
+ const bool matters = is_over(standing.phase);

session_events: nothing but activity is told (R89)
- if (kind != FactKind::activity) tells_ = true;
+

session_events: a record that fails fails for ever (R102)
- tells_ = tells_ || writable_;
+ tells_ = true;

session_output: a failed write is tried again at once (R102)
- if (readable_ && !std::holds_alternative<RecordFailed>(event)) {
+ if (readable_) {

session_record: a stamp is not checked for nonsense (R106)
- if (is_late || is_forged_extension(fact, wall)) {
+ if (false) {

session: a newer sign-in is not followed (rule 5)
- if (current->id != mine_->id) {
+ if (current->id != mine_->id) { return;

session: a tab whose session is over follows a newer sign-in (rule 5)
- if (is_over(standing.phase)) return;
+

generation: a stale page begins anew after an end (rule 6 (ii))
- if (is_stale(arrival, facts, new_session, now)) return {.generation = *current};  // (ii)
+

generation: no page begins anew after an end (rule 6 (iv))
- if (is_stale(arrival, facts, new_session, now)) return {.generation = *current};  // (ii)
+ return {.generation = *current};

generation: another session joins the one before (rule 6 (iii))
- } else if (!new_session) {
+ } else {

phase: activity counts during the warning (R85)
- return std::holds_alternative<Active>(phase_at(limits, facts, at));
+ return !is_over(phase_at(limits, facts, at));

phase: activity counts after the deadline (R96)
- return std::holds_alternative<Active>(phase_at(limits, facts, at));
+ return !std::holds_alternative<Warning>(phase_at(limits, facts, at));

phase: the deadline is a little late (R97)
- if (now >= deadline) return Over{deadline};
+ if (now > deadline) return Over{deadline};

phase: the deadline is 10 ms early (R92)
- if (now >= deadline) return Over{deadline};
+ if (now + Millis{10} >= deadline) return Over{deadline};

phase: the warning is a little late (R118)
- if (now >= warn_at) return Warning{deadline};
+ if (now > warn_at) return Warning{deadline};

phase: the warning is 10 ms early (R85)
- if (now >= warn_at) return Warning{deadline};
+ if (now + Millis{10} >= warn_at) return Warning{deadline};

phase: activity after an end undoes it (R101)
- if (facts.ended) return *facts.ended;
+ if (facts.ended && facts.last_activity <= facts.ended->at) return *facts.ended;

facts: the latest end wins (rule 1)
- return key.kind == FactKind::ended || is_kept ? a < b : b < a;
+ return is_kept ? a < b : b < a;

facts: the latest write wins (rule 1)
- if (!wins(fact.key, fact.value, facts_[at].value)) return false;
+

session_events: an answer after the end counts (R117)
- if (is_over(phase)) return;
+ if (std::holds_alternative<Finished>(phase)) return;

session_events: an answer counts for nothing (R117)
- know(FactKind::stay, now());
+

session_events: an end does not end the other groups that it should (R38)
- if (decision_.ends.contains(group)) know(
+ if (group == decision_.group) know(

session_events: an end ends all groups (R38)
- if (decision_.ends.contains(group)) know(
+ know(

session: a wake-up extends again and again (R119)
- if (!slept_through || extended ||
+ if (

session: a deadline is believed at once (rule 7)
- constexpr Millis kSettle = Millis{600};
+ constexpr Millis kSettle = Millis{0};

session: who finds the deadline passed does not read again (rule 7)
- if (phase.index() > before.index()) trusted_from_ = now() + kSettle;
+

session: who warns does not read again (rule 7)
- if (phase.index() > before.index()) trusted_from_ = now() + kSettle;
+ if (is_over(phase) && !is_over(before)) trusted_from_ = now() + kSettle;

session: who waits under the cover does not notice that it was stopped (rule 7)
- const bool is_late = late_ && !was_late;
+ const bool is_late = late_ && !shown_.covered;

session: who waits under the cover with slow timers waits for ever (R97)
- const bool is_late = late_ && !was_late;
+ const bool is_late = late_;

session_output: a request that a reload called off counts as sent (rule 10)
- {.requested = is_asked && !is_called_off(),
+ {.requested = is_asked,

session_events: who is reloaded once more does not pass on what it owes (rule 10)
- if (exit_.request_started != kNever || is_called_off()) know_request();
+ if (exit_.request_started != kNever) know_request();

session_events: a page back from the cache counts as hidden (R94)
- leaves_ = true;
+ leaves_ = true; visible_ = false;

session_output: the deadline does not cover (rule 7)
- return cached_ || is_over(phase);
+ return cached_ || std::holds_alternative<Finished>(phase);

session: an old reading of the record is believed (rule 9)
- if (read_at_ >= from || now() < from) return from;
+ return from;

session: a record that never answers is waited for (rule 9)
- return std::min(now() + kAskAgainAfter, from + kGiveUpAfter);
+ return now() + kAskAgainAfter;

exit: who holds the lock does not wait (rule 10)
- constexpr Millis kReadAgainAfter = Millis{700};
+ constexpr Millis kReadAgainAfter = Millis{0};

exit: who was sent for sign-out before is not looked at (rule 10)
- if (outlook.requested || outlook.superseded)
+ if (outlook.superseded)

exit: a tab of an older sign-in asks for sign-out (rule 10)
- if (outlook.requested || outlook.superseded)
+ if (outlook.requested)

exit: nobody takes over (rule 10)
- constexpr Millis kTakeOverAfter = seconds(30);
+ constexpr Millis kTakeOverAfter = hours(30);

exit: who waits takes over at once (rule 10)
- constexpr Millis kTakeOverAfter = seconds(30);
+ constexpr Millis kTakeOverAfter = seconds(2);

session_events: a request that was sent is not noted (rule 10)
- if (exit_.request_started != kNever || is_called_off()) know_request();
+ if (is_called_off()) know_request();

session_events: a request on its way is forgotten when the claim is lost (rule 10)
- exit_.claim_refused = exit_.refused_again = now();
+ exit_.claim_refused = exit_.refused_again = now(); exit_.request_started = kNever;

session_events: a request counts for one group alone (R39)
- if (known_.time({FactKind::ended, mine_->id, group}) != ended) continue;
+ if (group != decision_.group) continue;

exit: a hook that never ends is waited for (R123)
- constexpr Millis kHookTime = seconds(3);
+ constexpr Millis kHookTime = hours(3);
`;

const PATTERN = /^(\w+): (.+?) \((.+)\)\n- (.+)\n\+ ?(.*)$/;

export const MUTATIONS = LIST.trim()
  .split("\n\n")
  .map((block) => {
    const [, file, name, rule, from, to] = PATTERN.exec(block) ?? [];
    if (file === undefined) throw new Error(`not a fault: ${block}`);
    return { name, rule, file: `core/${file}.cpp`, from, to };
  });

/** How often what is taken out is in the text. */
export function placesOf({ from }, text) {
  return text.split(from).length - 1;
}

/** The text with the fault in it. */
export function mutate(mutation, text) {
  if (placesOf(mutation, text) !== 1) {
    throw new Error(`${mutation.file} has no longer one place like: ${mutation.from}`);
  }
  return text.replace(mutation.from, () => mutation.to);
}
