#include "tests/simulation/page.hpp"

#include <algorithm>

#include "tests/simulation/policies.hpp"
#include "tests/simulation/world.hpp"

namespace idleguard::simulation {
namespace {

// As in bindings/browser/activity.ts.
constexpr std::int64_t kSleptMs = 2000;
// Further ahead a stamp is nonsense (R106).
constexpr std::int64_t kFurthestAhead = 366LL * 24 * 3'600'000;
// A little less than what the core takes for absence.
constexpr std::int64_t kLateWake = 1400;
constexpr std::int64_t kNoTimer = INT64_MAX;

// Told to nobody before others can know it (R123), as bindings/browser/driver.ts has it.
bool is_done_first(const Effect& effect) {
  return std::holds_alternative<WriteRecord>(effect) ||
         std::holds_alternative<RemoveRecord>(effect) || std::holds_alternative<Post>(effect) ||
         std::holds_alternative<Cover>(effect) || std::holds_alternative<Uncover>(effect);
}

Terms terms_of(const PageOptions& options, WallTime wall) {
  Terms terms{.policy = policy_of(options.policy), .obtained_at = wall};
  if (options.managed) {
    terms.signals = Signals(Signal::device_compliant);
    terms.signals.set(Signal::app_enforced_restrictions, false);
  }
  return terms;
}

SessionConfig config_of(const World& world, const PageOptions& options, std::int64_t serial) {
  return {.app = options.app,
          .terms = terms_of(options, world.machine().wall()),
          .session = world.session_value(options),
          .fresh_id = Id{.high = 0xf4e5'0000'0000'0000,
                         .low = 0x1234'5678'0000'0000ULL + static_cast<std::uint64_t>(serial)},
          .loaded_at = {options.loaded_at},
          .returned = options.returned,
          .visible = options.visible,
          .online = world.is_online()};
}

}  // namespace

Page::Page(World& world, const PageOptions& options, std::int64_t number)
    : serial(number),
      visible(options.visible),
      world_(world),
      options_(options),
      session_(config_of(world, options, number)),
      mono_origin_(world.machine().mono()) {
  const std::int64_t now = world.machine().now();
  opened_at = running_since = visible_since = now;
  sign_in = world.site_of(*this).sign_in;
  seen_up_to_ = now - world.chance().below(world.settings().away_lag + 1);
  view_ = world.store_of(*this).open(seen_up_to_);
  if (world.settings().hub > 0) replica.emplace(world, *this);
  lowest_ = world.machine().wall().ms;
  if (world.store_of(*this).readable) raise_lowest(view_.facts, {});
  last_input_ = {world.machine().wall(), mono()};
}

MonoTime Page::mono() const { return {world_.machine().mono() - mono_origin_}; }

std::int64_t Page::lowest() const {
  return std::max(world_.machine().wall().ms, lowest_ + (mono() - lowest_at_).count);
}

// Rule 4: every stamp of its generation, and as it begins of all.
void Page::raise_lowest(const Facts& facts, const Id& generation) {
  const std::int64_t most = std::max(world_.machine().wall().ms, lowest_) + kFurthestAhead;
  for (const Fact& fact : facts) {
    const bool is_stamp = fact.key.kind != FactKind::correction &&
                          fact.key.kind != FactKind::grace_end &&
                          fact.key.kind != FactKind::policy && fact.value.stamp <= most;
    const bool is_own = generation.is_none() || fact.key.id == generation;
    if (is_stamp && is_own) lowest_ = std::max(lowest_, fact.value.stamp);
  }
}

// ---- what happens -------------------------------------------------------------------------------

void Page::happen(const Event& event, const Reading& message) {
  if (gone) return;
  const bool is_heard = frozen && !begins && world_.settings().hears_frozen != 0 && !hung &&
                        std::holds_alternative<PeerSpoke>(event);
  if (cached && std::holds_alternative<PeerSpoke>(event)) return;  // its channel is closed
  if (is_running() || is_heard) {
    handle({event, message});
  } else {
    inbox_.push_back({event, message});
  }
}

void Page::catch_up() {
  away = true;
  running_since = world_.machine().now();
  while (is_awake() && due() <= world_.machine().now() && !world_.is_stuck()) timer_fires();
  work_off();
}

void Page::work_off() {
  while (is_running() && !inbox_.empty()) {
    const Happening next = std::move(inbox_.front());
    inbox_.pop_front();
    handle(next);
  }
}

void Page::input() {
  const ClockReading now{world_.machine().wall(), mono()};
  const Millis by_wall = now.wall - last_input_.wall;
  const bool slept = (by_wall - (now.mono - last_input_.mono)).count > kSleptMs;
  last_input_ = now;
  const bool is_input = session_.decision().activity == ActivityRule::input;
  const auto& from = is_input || covered ? output_.input_from : output_.wake_at;
  if (output_.input_from) activity_ = now;
  if (!is_input || slept || (from && now.mono >= *from)) handle({Woke{}, {}});
}

void Page::learn_terms(std::int64_t policy) {
  options_.policy = policy;
  change_terms();
}

void Page::learn_signals(bool managed) {
  options_.managed = managed;
  change_terms();
}

void Page::change_terms() {
  terms_ = terms_of(options_, world_.machine().wall());
  happen(TermsChanged{});
}

// ---- one turn -----------------------------------------------------------------------------------

// The record as this page can see it, and how far that is from the truth.
std::optional<Reading> Page::read() {
  const std::int64_t now = world_.machine().now();
  const Settings& settings = world_.settings();
  if (now >= view_.stands_still_until)
    seen_up_to_ = std::max(seen_up_to_, now - world_.chance().below(settings.lag + 1));
  return world_.store_of(*this).read(view_, seen_up_to_);
}

void Page::handle(const Happening& happening) {
  bool is_kept = turn(happening);
  while (!is_kept && !world_.is_stuck()) is_kept = turn({RecordFailed{}, {}});
}

// False when the store did not keep what was written.
bool Page::turn(const Happening& happening) {
  Input input{.now = {world_.machine().wall(), mono()},
              .activity = activity_,
              .record = read(),
              .record_at = replica ? replica->asked_at() : std::nullopt,
              .message = happening.message,
              .terms = terms_,
              .event = happening.event};
  terms_.reset();
  activity_.reset();
  lowest_ = lowest();
  lowest_at_ = mono();
  world_.before(*this, input);
  ++handled;
  output_ = session_.handle(input);
  // After a step back tabs need not tell each other the last two seconds of difference (rule 4).
  if (input.record && !world_.machine().was_behind()) {
    raise_lowest(input.record->facts, session_.generation().id);
  }
  const auto& wake = output_.wake_at;
  if (wake != timer_) {
    timer_ = wake;
    const std::int64_t delay = wake ? std::max<std::int64_t>((*wake - mono()).count, 0) : 0;
    timer_due_ = world_.machine().now() + delay;
  }
  bool is_kept = true;
  // Carrying out may end the page, and then the output is not replaced.
  for (const Effect& effect : output_.effects) {
    if (const auto* write = std::get_if<WriteRecord>(&effect)) {
      is_kept = world_.write(*this, write->fact) && is_kept;
    } else {
      carry_out(effect);
    }
  }
  world_.after(*this, input);
  away = false;
  const auto is_quiet = [](const Effect& effect) { return is_done_first(effect); };
  const auto& effects = output_.effects;
  if (replica && !gone) replica->follow(std::any_of(effects.begin(), effects.end(), is_quiet));
  return is_kept;
}

void Page::carry_out(const Effect& effect) {
  const std::int64_t now = world_.machine().now();
  if (const auto* remove = std::get_if<RemoveRecord>(&effect)) {
    world_.store_of(*this).remove(view_, remove->key, now);
  } else if (const auto* post = std::get_if<Post>(&effect)) {
    world_.post(*this, output_.message, post->at);
  } else if (std::holds_alternative<Cover>(effect)) {
    covered = true;
  } else if (std::holds_alternative<Uncover>(effect)) {
    covered = false;
  } else if (const auto* prompt = std::get_if<ShowPrompt>(&effect)) {
    prompt_ends = prompt->ends_at;
    prompted_at = now;
  } else if (std::holds_alternative<HidePrompt>(effect)) {
    prompt_ends.reset();
    prompted_at = now;
  } else if (std::holds_alternative<RunHook>(effect)) {
    world_.run_hook(*this);
  } else if (const auto* claim = std::get_if<Claim>(&effect)) {
    claims = true;
    world_.claim(*this, claim->takeover);
  } else if (std::holds_alternative<ReleaseClaim>(effect)) {
    world_.release(*this);
  } else if (std::holds_alternative<SignOut>(effect)) {
    asks = true;
    go(effect);
  } else if (std::holds_alternative<Leave>(effect)) {
    go(effect);
  }
}

// ---- the timer ----------------------------------------------------------------------------------

std::int64_t Page::due() const {
  if (gone || cached) return kNoTimer;
  const std::int64_t core = timer_ ? on_grid(timer_due_) : kNoTimer;
  const std::int64_t other = replica ? std::min(replica->due(), goes_at_) : kNoTimer;
  return std::min(core, other == kNoTimer ? other : on_grid(other));
}

std::int64_t Page::on_grid(std::int64_t time) const {
  const std::int64_t grid = visible ? 1 : world_.throttle();
  return (time + grid - 1) / grid * grid;
}

std::int64_t Page::late_by() const { return world_.machine().now() - timer_due_; }

bool Page::is_overdue() const { return timer_ && late_by() > kLateWake; }

void Page::timer_fires() {
  const std::int64_t now = world_.machine().now();
  if (goes_at_ <= now) {
    goes_at_ = kNoTimer;
    const Effect way = *way_out_;
    way_out_.reset();
    return std::holds_alternative<Leave>(way) ? world_.leave(*this) : world_.go_to_sign_out(*this);
  }
  if (replica && replica->due() <= now && !(timer_ && timer_due_ < replica->due())) {
    return replica->timer_fires();
  }
  away = away || is_overdue();
  timer_.reset();
  handle({Woke{}, {}});
}

}  // namespace idleguard::simulation
