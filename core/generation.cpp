#include "core/generation.hpp"

#include <algorithm>

#include "core/phase.hpp"

namespace idleguard {
namespace {

// So long after an end nobody can still be on the way to the sign-out address: a session value of
// its own is then what it looks like, a new sign-in. Without this, a sign-out that was never sent
// (the browser was closed under the cover) would end the next sign-in.
constexpr Millis kRequestIsLost = seconds(60);
// R144: without such a value the same is believed after a day.
constexpr Millis kEndExpires = hours(24);

Generation new_generation(const Facts& record, Id id, const Id& session, SessionTime now) {
  SessionTime start = now;
  if (const auto current = current_generation(record)) {
    start = std::max(start, current->start + Millis{1});
  }
  return {.start = start, .id = id, .session = session};
}

// Rule 6 (i) and (ii): the page belongs to a generation that has ended.
Entry enter_ended(const Facts& record, const Arrival& arrival, const Generation& generation,
                  const GroupFacts& facts, SessionTime now) {
  const Entry ended{.generation = generation};
  if (facts.requested == kNever) return ended;
  const bool loaded_before = arrival.load.origin < facts.requested || facts.requested > now;
  if (loaded_before || arrival.load.returned) return ended;
  if (facts.retried == kNever) return {.generation = generation, .retries = true};
  return {.generation = new_generation(record, arrival.fresh_id, arrival.session, now),
          .starts = true,
          .reused = true};
}

// Rule 6 (ii): no request yet, or the document is older than the request. What returns without a
// session value of its own (a reload, a page from the history) never revives what has ended.
bool is_stale(const Arrival& arrival, const GroupFacts& facts, bool new_session, SessionTime now) {
  if (arrival.load.returned && !new_session) return true;
  if (facts.requested == kNever) {
    return now - facts.ended->at < (new_session ? kRequestIsLost : kEndExpires);
  }
  return arrival.load.origin < facts.requested && facts.requested <= now;
}

// The generation that stands for `session`, if the record still knows it as ended.
std::optional<Generation> ended_generation_of(const Facts& record, const Id& session, Group group) {
  const SessionTime ended = record.time({FactKind::ended, session, group});
  if (ended == kNever) return std::nullopt;
  return Generation{.start = ended, .id = session, .session = session};
}

}  // namespace

Entry enter(const Facts& record, const Arrival& arrival, SessionTime now) {
  const auto current = current_generation(record);
  const bool named = !arrival.session.is_none();
  const bool is_current = current && named && current->session == arrival.session;

  if (named && !is_current &&
      !arrival.report_only) {  // (i), for a session that another has followed
    if (const auto own = ended_generation_of(record, arrival.session, arrival.group)) {
      return enter_ended(record, arrival, *own, facts_of(record, *own, arrival.group), now);
    }
  }
  const bool seen = named && record.find({FactKind::seen, arrival.session}) != nullptr;
  if (current && !(arrival.report_only && facts_of(record, *current, arrival.group).ended)) {
    const GroupFacts facts = facts_of(record, *current, arrival.group);
    const bool new_session = named && !is_current && !seen;
    if (facts.ended) {
      if (is_current || seen) {  // (i)
        return enter_ended(record, arrival, *current, facts, now);
      }
      if (is_stale(arrival, facts, new_session, now)) return {.generation = *current};  // (ii)
    } else if (!new_session) {
      return {.generation = *current};  // (v); a session seen before joins, it starts nothing
    }
  }
  // (iii), (iv), or the first of all
  Id id = named && !seen && !is_current ? arrival.session : arrival.fresh_id;
  return {.generation = new_generation(record, id, arrival.session, now), .starts = true};
}

Id id_of_session(std::string_view session) { return session.empty() ? Id{} : hash_id(session); }

}  // namespace idleguard
