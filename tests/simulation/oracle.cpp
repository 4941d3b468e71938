#include "tests/simulation/oracle.hpp"

#include <algorithm>
#include <cstdio>

namespace idleguard::simulation {
namespace {

// What rounding to milliseconds may make of two clocks.
constexpr std::int64_t kRounding = 3;
// Below two seconds tabs do not tell each other how their clocks differ (rule 4).
constexpr std::int64_t kUntoldDifference = 2100;
// R97: while visible, a look at least so often.
constexpr std::int64_t kLook = 30'000;
constexpr std::int64_t kPunctual = 1100;
constexpr std::int64_t kOnceAMinute = 60'000;
// Rule 7: who begins or comes back looks again after so long.
constexpr std::int64_t kSettled = 600;
// What the core takes for absence (session.cpp).
constexpr std::int64_t kLateWake = 1500;
// An exchange is awaited, the next one carries the news, and the others are told: so often somebody
// goes to the record that sites share, or comes from there, before all know.
constexpr std::int64_t kWays = 5;
// Then they hear of it when they ask, which is before they warn or end by themselves.
constexpr std::int64_t kNobodyTells = 60'000'000;
// So long an exchange is awaited.
constexpr std::int64_t kNoAnswer = 3000;
// Rule 9: a record that does not answer is asked once more, and then it ends without.
constexpr std::int64_t kGivesUp = 14'000;

bool is_idle_end(const Page& page) { return page.output().status.reason == Reason::idle; }

}  // namespace

void Checks::add(const Checks& other) {
  ends += other.ends;
  prompts += other.prompts;
  stays += other.stays;
  requests += other.requests;
  covers += other.covers;
}

void Oracle::require(bool holds, const char* promise, const World& world, const Page* page) {
  if (holds || broken_) return;
  std::array<char, 64> where{};
  const auto now = static_cast<long long>(world.machine().now());
  std::snprintf(where.data(), where.size(), " at %lld.%03lld", now / 1000, now % 1000);
  broken_ = std::string(promise) + where.data();
  if (page != nullptr) *broken_ += ", tab " + std::to_string(page->options().tab);
}

Oracle::Past& Oracle::past_of(const Page& page) {
  const auto at = static_cast<std::size_t>(page.serial);
  if (pasts_.size() <= at) pasts_.resize(at + 1);
  return pasts_[at];
}

std::int64_t Oracle::tolerance(const World& world) const {
  const Machine& machine = world.machine();
  if (machine.was_changed_often()) return kLook + kUntoldDifference;
  return kRounding + (machine.was_behind() ? kUntoldDifference : 0);
}

// Whether everything said and written arrives at once.
bool Oracle::is_calm(const World& world, std::int64_t account) {
  const Settings& settings = world.settings();
  const bool is_quick = settings.loss == 0 && settings.away_lag == 0;
  return is_quick && state_of(account).fault_at < 0 && !state_of(account).mixed;
}

// How long what one tab knows may be unknown to another that runs and is visible.
std::int64_t Oracle::spread(const World& world, std::int64_t account) {
  const Settings& settings = world.settings();
  const bool is_told = settings.hub_loss == 0 && settings.hub_deaf == 0 && settings.hub_asks == 0;
  if (settings.hub > 0 && !(is_told && is_calm(world, account))) return kNobodyTells;
  if (is_calm(world, account)) {
    return std::max(settings.delay, std::int64_t{1}) + settings.lag + kWays * settings.hub +
           tolerance(world);
  }
  // A store that has lost something gets it back at somebody's look, and others find it at theirs.
  const std::int64_t looks = state_of(account).fault_at < 0 ? 1 : 2;
  return looks * kLook + settings.away_lag + kPunctual;
}

void Oracle::opened(const World&, const Page& page) { past_of(page) = {}; }

void Oracle::before(const World& world, const Page& page, const Input&) {
  Past& past = past_of(page);
  past.before_covered = page.covered;
  past.before_prompted = page.shows_prompt();
  past.was_late = past.before_late;
  if (page.late_by() >= 0) past.before_late = page.late_by() > kLateWake;
  note_extension(world, page);
}

void Oracle::after(const World& world, const Page& page, const Input& input) {
  note_place(world, page, input);
  Past& past = past_of(page);
  check_end(world, page, input);
  check_not_early(world, page, input);
  check_not_late(world, page);
  if (!past.begun) check_entry(world, page, input);
  note_effects(world, page, input);
  if (!past.before_covered) past.covered_at = world.machine().now();
  past.begun = true;
  if (page.is_ended() && past.ended_at < 0) past.ended_at = world.machine().now();
  past.handled_at = world.machine().now();
  if (page.shows_prompt()) {
    past.prompt_ends = world.machine().fastest() + (*page.prompt_ends - page.mono()).count;
  }
}

// ---- ends ---------------------------------------------------------------------------------------

void Oracle::check_not_early(const World& world, const Page& page, const Input& input) {
  Past& past = past_of(page);
  const auto& limits = page.session().decision().limits;
  const AccountState& state = state_of(past.key.account);
  // What an asynchronous record says comes later: until then page and prompt go by what they know
  // (rule 9), and only the end itself has to be right.
  // So it does of storage to a page that was away (rule 7).
  const Settings& settings = world.settings();
  const bool is_back =
      world.machine().now() - page.running_since <= settings.away_lag + settings.lag;
  const bool waits = settings.hub > 0 || is_back;
  const bool prompts = page.shows_prompt() && !past.before_prompted && !waits;
  const bool covers = waits ? page.is_ended() && past.ended_at < 0
                            : page.covered && !past.before_covered && !page.cached;
  // A stop is noticed if it was long enough, and not the second in a row (rule 7, R97).
  const bool is_noticed = past.before_late && !past.was_late;
  const bool leaves = !page.is_running() || std::holds_alternative<PageLeft>(input.event) ||
                      (is_back && past.before_covered && !is_noticed);
  if (!limits || state.faulty || state.forged || state.cut) return;
  if (!(prompts || covers) || leaves) return;
  if (page.is_ended() && !is_idle_end(page)) return;
  GroupTruth& truth = ledger_.of(past.key);
  // Where it was ended by a page that went before it was heard, it has ended all the same.
  const bool is_over = truth.ended_at >= 0 && truth.ended_at < world.machine().now();
  if (truth.ended_at >= 0 && (past.was_told || (settings.hub > 0 && is_over))) return;
  // On a clock that stands still no answer gets old.
  if (settings.hub > 0 && world.machine().has_stalled()) return;
  // Who asks once a minute may hear nothing for several.
  const bool is_slow = !page.visible && world.machine().now() - slow_at_ <= 2 * kOnceAMinute;
  if (settings.hub_loss > 0 && is_slow && slow_at_ > 0) return;
  // A tab that has not heard of a newer sign-in keeps to its own (rule 5).
  const auto current = current_generation(world.store_of(page).contents());
  if (!current || current->id != past.key.generation) return;
  const Machine& machine = world.machine();
  const std::int64_t last = ledger_.certain_for(page, truth, machine.now());
  if (last < 0) return;
  // An older value may be written over a newer one by who does not see it yet.
  const std::int64_t idle = machine.fastest() - last + tolerance(world) + settings.lag;
  // An answer on its way leaves a cover or a prompt for a moment, and never an end.
  const std::int64_t on_the_way = settings.delay + settings.lag;
  // So does a clock that has just been set back (rule 4).
  const bool is_set_back = machine.was_behind() && machine.now() - machine.disturbed_at() <= kLook;
  // And who stood still has perhaps written what it knew over what was newer.
  const std::int64_t idle_since = machine.now() - (machine.fastest() - last);
  const bool is_back_since =
      std::any_of(world.pages().begin(), world.pages().end(), [&](const auto& other) {
        return other->running_since > other->opened_at && other->running_since >= idle_since;
      });
  const bool is_recent = machine.now() - truth.stayed_at <= on_the_way || truth.emptied_at >= 0 ||
                         is_set_back || is_back_since;
  const bool may_pass = !page.is_ended() && is_recent;
  if (may_pass) return;
  if (covers) {
    ++checks_.ends;
    require(idle >= limits->sign_out_after.count,
            "nobody is covered or signed out early (R89, R92)", world, &page);
  } else if (limits->warn_after) {
    ++checks_.prompts;
    require(idle >= limits->warn_after->count, "nobody is warned while active (R85, R100)", world,
            &page);
  }
}

void Oracle::check_not_late(const World& world, const Page& page) {
  const Past& past = past_of(page);
  if (!past.limits || page.covered || page.gone || world.machine().is_lost()) return;
  const GroupTruth& truth = ledger_.of(past.key);
  // What was done just before the clock was set back may be handed over after it.
  const std::int64_t unsure = world.machine().was_behind() ? kLook : 0;
  require(page.lowest() < truth.latest_end + kRounding + unsure,
          "a tab that runs after the end is covered before anything else (R96, R97)", world, &page);
}

void Oracle::input_came(const World& world, const Page& page, bool reached_app) {
  if (!reached_app) {
    ++checks_.covers;
    return;
  }
  // The bindings take less than two seconds between their clocks for jitter (activity.ts).
  const Past& past = past_of(page);
  const bool disturbed = world.machine().disturbed_at() >= past.handled_at;
  if (world.machine().is_lost()) return;
  require(!past.limits ||
              page.lowest() < ledger_.of(past.key).latest_end + kRounding + (disturbed ? kLook : 0),
          "input after the end does not reach the app (R96)", world, &page);
}

// Whether anybody is left to say it again, if the record has lost something since.
bool Oracle::is_kept(const World& world, const GroupKey& key) {
  const std::int64_t fault_at = state_of(key.account).fault_at;
  if (fault_at < ledger_.of(key).ended_at) return true;
  return std::any_of(world.pages().begin(), world.pages().end(), [&](const auto& page) {
    return page->is_running() && page->visible && past_of(*page).key == key &&
           past_of(*page).ended_at >= 0 && past_of(*page).ended_at <= fault_at &&
           page->running_since <= fault_at && page->visible_since <= fault_at;
  });
}

// ---- what needs no turn of a page to be wrong ---------------------------------------------------

void Oracle::check_punctual(const World& world, const Page& page) {
  const Past& past = past_of(page);
  if (!past.begun || !past.limits || !page.is_running()) return;
  const GroupTruth* truth = ledger_.find(past.key);
  const Machine& machine = world.machine();
  const std::int64_t now = machine.now();
  const std::int64_t since = std::max(
      {page.running_since, machine.disturbed_at() + kLook, page.visible ? page.visible_since : 0});
  const std::int64_t grid = page.visible ? 0 : world.throttle();
  const bool is_disturbed = !page.visible && machine.disturbed_at() >= 0;
  if (!page.covered && !is_disturbed && !machine.is_lost()) {
    const std::int64_t unsure = machine.was_behind() ? kLook : 0;
    const std::int64_t over_for = page.lowest() - truth->latest_end - unsure;
    require(over_for <= kPunctual + grid || now - since <= kPunctual + grid,
            "the end comes within a second, or a minute in throttled tabs (R97)", world, &page);
  }
  const bool is_slow = !page.visible && now - slow_at_ <= 2 * kOnceAMinute;
  const std::int64_t covered_for = now - std::max(since, past.covered_at);
  require(!page.covered || past.ended_at >= 0 ||
              covered_for <= kGivesUp + (is_slow ? 2 * kOnceAMinute + kLook : grid),
          "what is covered ends soon, also when nobody answers (rules 7 and 9)", world, &page);
  const AccountState& state = state_of(past.key.account);
  const bool is_told = !state.faulty && !state.forged && is_kept(world, past.key);
  // Of what it had asked before it was away, it may have to see that no answer comes.
  const std::int64_t settled = kSettled + (world.settings().hub > 0 ? kNoAnswer : 0);
  if (truth->ended_at >= 0 && past.ended_at < 0 && page.visible && is_told) {
    const std::int64_t known_for =
        now - std::max({truth->ended_at, page.running_since + settled, page.visible_since,
                        past.placed_at, state_of(past.key.account).fault_at});
    require(known_for <= spread(world, past.key.account),
            "an end reaches every tab of its group (R124)", world, &page);
  }
}

void Oracle::check_agreement(const World& world) {
  const std::int64_t now = world.machine().now();
  const auto is_comparable = [&](const Page& page) {
    const Past& past = past_of(page);
    const std::int64_t since =
        std::max({page.running_since, page.visible_since, world.machine().disturbed_at() + kLook,
                  past.placed_at, state_of(page.options().account).fault_at});
    return past.begun && past.limits && past.limits->warn_after && page.is_running() &&
           page.visible && !page.covered && now - since > spread(world, page.options().account);
  };
  const auto ends_at = [&](const Page& page) {
    return world.machine().mono() + (*page.prompt_ends - page.mono()).count;
  };
  for (const auto& warned : world.pages()) {
    if (warned->gone || !warned->shows_prompt() || !is_comparable(*warned)) continue;
    const Past& past = past_of(*warned);
    if (now - warned->prompted_at <= spread(world, past.key.account)) continue;
    for (const auto& other : world.pages()) {
      if (other->gone || other == warned || !is_comparable(*other)) continue;
      const Past& others = past_of(*other);
      const bool is_alike = others.key == past.key &&
                            others.limits->warn_after == past.limits->warn_after &&
                            others.limits->sign_out_after == past.limits->sign_out_after;
      if (!is_alike || now - other->prompted_at <= spread(world, past.key.account)) continue;
      require(other->shows_prompt(), "all tabs of a group are warned together (R118)", world,
              other.get());
      if (!other->shows_prompt()) return;
      require(std::abs(ends_at(*warned) - ends_at(*other)) <= 1000 + tolerance(world),
              "prompts agree about the end (R118, R119)", world, other.get());
    }
  }
}

void Oracle::waiting(const World& world) {
  if (broken_ || world.machine().is_lost()) return;
  if (world.throttle() > kPunctual) slow_at_ = world.machine().now();
  for (const auto& page : world.pages()) {
    if (!page->gone) check_punctual(world, *page);
  }
  check_agreement(world);
}

}  // namespace idleguard::simulation
