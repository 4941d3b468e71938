// The half of the oracle that watches the world: what is activity, what extends a session, what
// makes a store untrustworthy. Where it cannot be sure, it takes the side on which no promise was
// made, so that whatever it says is broken is broken.
#include <algorithm>

#include "tests/simulation/oracle.hpp"

namespace idleguard::simulation {
namespace {

constexpr std::int64_t kLongestLimit = 6 * 60'000;
constexpr std::int64_t kOnceASecond = 1000;

// An exchange is awaited, and the next one carries the news: so many ways before it is shared.
constexpr std::int64_t kWaysThere = 3;

// Two exchanges in a row may be lost: awaited for 3 s, and made again a publish interval later.
constexpr std::int64_t kLost = 2 * (3000 + 5000);

// A little less than the core waits before what cannot be undone (rule 7).
constexpr std::int64_t kSettle = 590;

std::int64_t until_shared(const World& world) {
  const Settings& settings = world.settings();
  return kWaysThere * settings.hub + (settings.hub_loss > 0 ? kLost : 0);
}

std::int64_t until_published(const World& world, const Limits& limits) {
  return Publisher::interval_for(limits.sign_out_after).count + world.settings().lag +
         until_shared(world) + 60;
}

// A page that begins on a clock that was set back knows the time of the others only when they have
// told it: whether they can.
bool is_told_time(const World& world, const Page& page) {
  if (!world.machine().was_behind()) return true;
  if (world.settings().loss > 0 || world.settings().sites > 1) return false;
  return std::all_of(world.pages().begin(), world.pages().end(), [&](const auto& other) {
    return other->gone || other->options().account != page.options().account || other->is_running();
  });
}

}  // namespace

// No tab's session time is later, unless somebody forged: then by so much at most.
std::int64_t Oracle::latest_now(const World& world, const Page& page) {
  return std::max(world.machine().fastest(), page.lowest()) +
         state_of(page.options().account).forged_ahead;
}

void Oracle::note_input(const World& world, const Page& page) {
  const auto& limits = page.session().decision().limits;
  Past& past = past_of(page);
  if (!past.begun || !limits || page.is_ended()) return;
  GroupTruth& truth = ledger_.of(past.key);
  const Machine& machine = world.machine();
  const std::int64_t last = ledger_.certain_for(page, truth, machine.now());
  const std::int64_t boundary = limits->warn_after.value_or(limits->sign_out_after).count;
  // It counts under a prompt or cover, too, that is up only because nobody has heard of an answer.
  const bool is_held = page.shows_prompt() || page.covered;
  const std::int64_t left = truth.latest_end - limits->sign_out_after.count + boundary;
  past.perhaps_until = latest_now(world, page) + limits->sign_out_after.count;
  if (is_held && page.lowest() >= left) return;  // R85
  const AccountState& state = state_of(past.key.account);
  const bool is_known = last >= 0 && !state.faulty && !state.mixed;  // whose limits would hold?
  const bool is_young = machine.now() - page.opened_at <= 1000 && machine.was_behind();
  const bool is_active = machine.fastest() - last < boundary - tolerance(world);
  // After a sleep a page goes by what its own site knows, until it is told more.
  const std::int64_t here =
      page.view_facts().time({FactKind::activity, past.key.generation, past.key.group}).ms;
  const bool is_active_here =
      world.settings().hub == 0 || machine.fastest() - here < boundary - tolerance(world);
  if (is_known && is_active && is_active_here && !is_held && is_told_time(world, page) &&
      !is_young) {
    if (!state.cut) {
      ledger_.note_deed(page, past.key, machine.fastest(),
                        machine.now() + until_published(world, *limits));
    }
  }
  truth.latest_end = std::max(truth.latest_end, past.perhaps_until);
}

void Oracle::note_stay(const World& world, const Page& page) {
  const auto& limits = page.session().decision().limits;
  const Past& past = past_of(page);
  if (!limits || !page.is_running() || !page.shows_prompt()) return;
  GroupTruth& truth = ledger_.of(past.key);
  const Machine& machine = world.machine();
  const std::int64_t last = ledger_.certain_for(page, truth, machine.now());
  // To a tab that has not heard of an answer yet, its own deadline may have passed.
  const bool is_known =
      last >= 0 && !state_of(past.key.account).faulty && machine.fastest() < past.prompt_ends;
  const bool is_in_time =
      is_known && machine.fastest() - last < limits->sign_out_after.count - tolerance(world);
  // Under a policy that has just come there may be no prompt to answer.
  const AccountState& state = state_of(past.key.account);
  if (is_in_time && truth.ended_at < 0 && !state.mixed && !state.cut) {
    ++checks_.stays;
    truth.stayed_at = machine.now();
    // Who crashes before other sites know takes an answer along.
    const std::int64_t known_in =
        std::max(std::max<std::int64_t>(world.settings().lag - kSettle, 0), until_shared(world));
    ledger_.note_deed(page, past.key, machine.fastest(), machine.now() + known_in);
  }
  if (page.lowest() < truth.latest_end) {
    truth.latest_end =
        std::max(truth.latest_end, latest_now(world, page) + limits->sign_out_after.count);
  }
}

// Where the page belongs may have changed by this turn: a new sign-in, another policy.
void Oracle::note_place(const World& world, const Page& page, const Input& input) {
  Past& past = past_of(page);
  const Decision& decision = page.session().decision();
  const Generation& generation = page.session().generation();
  const GroupKey key{page.options().account, generation.id, decision.group};
  const auto& limits = decision.limits;
  const bool is_new_group = ledger_.find(key) == nullptr;
  const std::int64_t old_end = past.begun ? ledger_.of(past.key).latest_end : 0;
  GroupTruth& truth = ledger_.of(key);
  const std::int64_t now = latest_now(world, page);
  const std::int64_t limit = limits ? limits->sign_out_after.count : kLongestLimit;
  const FactValue* activity =
      input.record && current_generation(input.record->facts)
          ? input.record->facts.find({FactKind::activity, key.generation, key.group})
          : nullptr;
  const bool had_activity =
      activity != nullptr && activity->stamp < world.machine().wall().ms + kAbsurd / 2;
  const bool may_begin = !had_activity || state_of(key.account).mixed;
  if (is_new_group || !limits || (!past.begun && may_begin)) {
    truth.latest_end = std::max(truth.latest_end, now + limit);
  }
  if (!past.begun && state_of(key.account).faulty) {  // R105: it begins anew, and may say so
    for (GroupTruth& each : ledger_.groups()) {
      if (each.key.account != key.account) continue;
      each.latest_end = std::max(each.latest_end, now + kLongestLimit);
    }
  }
  // Under terms that have just changed it may be one that was known by another name.
  const AccountState& state = state_of(key.account);
  const bool is_sure = !state.faulty && !state.mixed && !state.cut && is_told_time(world, page) &&
                       (state.fault_at < 0 || !world.machine().was_behind());
  if (is_new_group && !past.begun && is_sure) {
    ledger_.note_deed(page, key, world.machine().fastest(),
                      world.machine().now() + world.settings().lag + until_shared(world));
  }
  truth.limit = limit;
  // Who begins a sign-in without having seen that it has begun already, begins it for all groups.
  for (GroupTruth& each : ledger_.groups()) {
    if (each.key.account != key.account || each.key.generation != key.generation) continue;
    each.latest_end = std::max(each.latest_end, generation.start.ms + each.limit);
  }
  if (past.begun && !(past.key == key)) {
    truth.latest_end = std::max({truth.latest_end, old_end, past.perhaps_until});
    require(past.key.generation == key.generation || generation.start >= past.generation_start,
            "a generation never comes back (R51, rule 5)", world, &page);
  }
  const auto limit_of = [](const std::optional<Limits>& of) {
    return of ? of->sign_out_after.count : -1;
  };
  const auto warn_of = [](const std::optional<Limits>& of) {
    return of && of->warn_after ? of->warn_after->count : -1;
  };
  // What came with the record and what came with the input may have changed it there and back.
  const bool changed = input.terms || limit_of(past.limits) != limit_of(limits) ||
                       warn_of(past.limits) != warn_of(limits);
  if (past.begun && changed) {
    truth.latest_end = std::max(truth.latest_end, now + limit);  // R42, R43, R63
    if (limit_of(limits) < limit_of(past.limits)) truth.certain = -1;
  }
  if (!past.begun || changed || !(past.key == key)) past.placed_at = world.machine().now();
  past.key = key;
  past.generation_start = generation.start;
  past.limits = limits;
}

// R119: who was away may grant those who wake time to answer.
void Oracle::note_extension(const World& world, const Page& page) {
  const Past& past = past_of(page);
  const bool away =
      page.away || page.is_overdue() || world.machine().disturbed_at() >= past.handled_at;
  if (!past.begun || !away || !past.limits || !past.limits->extends_after_wake) return;
  GroupTruth& truth = ledger_.of(past.key);
  if (page.lowest() < truth.latest_end) {
    truth.latest_end = std::max(truth.latest_end, latest_now(world, page) + 20'000);
  }
}

void Oracle::note_store(const World& world, const Step& step) {
  if (step.act == Act::garbage) return;  // loses nothing (R106)
  const std::int64_t account = step.other % static_cast<std::int64_t>(kAccounts);
  AccountState& state = state_of(account);
  state.fault_at = world.machine().now();
  const bool is_heard = world.settings().loss == 0 && world.settings().sites == 1;
  if (step.act == Act::clear && is_heard) {
    ledger_.empty(account, state.fault_at);
  } else {
    ledger_.forget(account);
  }
  if (step.act == Act::hub_down || step.act == Act::hub_up) state.cut = step.act == Act::hub_down;
  if (step.act == Act::fail || step.act == Act::fill) state.faulty = true;
  if (step.act == Act::heal) state.faulty = false;
  const bool is_absurd = step.act == Act::forge_activity && step.value >= kAbsurd;
  const bool forges = !is_absurd && (step.act == Act::forge_activity || step.act == Act::forge_end);
  state.forged = state.forged || forges;
  const bool forges_ahead = step.act == Act::forge_activity && !is_absurd;
  if (forges_ahead) state.forged_ahead += std::max<std::int64_t>(step.value, 0);
  for (End& end : ledger_.ends()) {
    if (end.account == account) end.trouble();
  }
  const std::size_t forged_end = ledger_.end_of(account, {}, world.machine().wall().ms);
  ledger_.ends()[forged_end].trouble();
  const auto& sites = world.account(account).sites;
  const std::size_t site = static_cast<std::size_t>(step.other) / kAccounts % kMostSites;
  const auto generation = current_generation(sites[site].store.contents());
  for (GroupTruth& truth : ledger_.groups()) {
    if (truth.key.account != account) continue;
    const std::int64_t stamp =
        std::max(world.machine().wall().ms, world.machine().fastest()) + step.value;
    if (forges) truth.latest_end = std::max(truth.latest_end, stamp + kLongestLimit);
    if (step.act == Act::forge_end && generation && truth.ended_at < 0 &&
        truth.key.generation == generation->id) {
      truth.ended_at = world.machine().now();
      truth.end = forged_end;
    }
  }
}

// Whether the page could read that the request was sent for everything that has ended.
bool Oracle::is_request_known(const World& world, const Page& page) {
  const Facts& facts = page.view_facts();
  // Before its document was loaded, and that may be a while ago.
  const std::int64_t most = world.machine().wall().ms - (page.replica ? 2500 : 1);
  return std::all_of(facts.begin(), facts.end(), [&](const Fact& fact) {
    if (fact.key.kind != FactKind::ended) return true;
    const std::int64_t at = facts.time({FactKind::requested, fact.key.id, fact.key.group}).ms;
    return at > fact.value.stamp && at < most;
  });
}

// A page that is loaded again after an end has ended; one after a new sign-in has not.
void Oracle::check_entry(const World& world, const Page& page, const Input& input) {
  const Past& past = past_of(page);
  const AccountState& state = state_of(past.key.account);
  const auto& end = state.last_ends[static_cast<std::size_t>(past.key.group)];
  const Machine& machine = world.machine();
  const Settings& settings = world.settings();
  if (page.replica && !page.replica->asked_at()) return;  // nobody has answered it
  const bool is_sure = past.limits && end.sign_in > 0 && state.fault_at < 0 && !state.mixed &&
                       settings.hub_loss == 0;
  const std::int64_t way = settings.lag + settings.away_lag + (kWaysThere + 2) * settings.hub + 10;
  const bool is_recent = machine.fastest() - end.fastest < 23 * 3'600'000;  // R144
  const auto current = input.record ? current_generation(input.record->facts) : std::nullopt;
  if (!is_sure || machine.now() - end.at <= way || !is_recent || !current) return;
  if (current->id != end.generation) return;  // that of a tab which another's sign-in replaced
  const bool is_sent =
      input.record->facts.find({FactKind::requested, current->id, past.key.group}) != nullptr;
  if (end.sign_in == page.sign_in) {  // what was sent has perhaps not arrived
    require(page.is_ended() || is_sent,
            "what has ended has ended for pages loaded later (R101, rule 6)", world, &page);
  } else if (end.sign_in < page.sign_in && is_request_known(world, page)) {
    require(!page.is_ended() || page.options().returned,
            "who signs in again has not ended (R51, rule 6)", world, &page);
  }
}

void Oracle::stepping(const World& world, const Step& step, const Page* page) {
  const std::int64_t now = world.machine().now();
  if (world.throttle() > kOnceASecond) slow_at_ = now;
  if (step.act == Act::input && page != nullptr && page->is_running() && page->visible) {
    note_input(world, *page);
  }
  if (step.act == Act::stay && page != nullptr) note_stay(world, *page);
  if (step.act >= Act::clear) note_store(world, step);
  note_trouble(world, step);
  if (step.act == Act::terms || step.act == Act::signals) {
    if (page != nullptr) state_of(page->options().account).mixed = true;
  }
  if (page == nullptr || page->gone) return;
  const bool flushes = step.act == Act::hide || step.act == Act::close || step.act == Act::reload ||
                       step.act == Act::cache;
  const std::int64_t way = world.settings().lag + until_shared(world);
  if (flushes && page->is_running()) ledger_.flush(*page, now + way);
  // Who goes, or stands still, before an exchange is through takes along what other sites would
  // have heard: the frame or the request that carries it goes or stands still with its page.
  const bool goes = step.act >= Act::freeze && step.act <= Act::cache && step.act != Act::duplicate;
  const bool is_cut_off = world.settings().hub > 0 && (goes || step.act == Act::close);
  // The end that it has just brought about is one of these.
  const Past& past = past_of(*page);
  const bool is_new_end = past.ended_at >= 0 && now - past.ended_at <= until_shared(world);
  if (is_new_end && (is_cut_off || step.act == Act::crash)) {
    state_of(past.key.account).fault_at = now;
  }
  const bool is_lost = is_cut_off || step.act == Act::crash || step.act == Act::discard;
  if (is_lost || (step.act == Act::reload && !page->is_running())) ledger_.lose(*page, now);
  if (step.act == Act::hang) ledger_.hold_up(*page, now);
  if (step.act == Act::go_on) ledger_.go_on(*page, now);
}

}  // namespace idleguard::simulation
