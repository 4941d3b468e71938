#include "tests/core/support/world.hpp"

#include <algorithm>

#include "tests/core/support/effect_names.hpp"

namespace idleguard::test {
namespace {

SessionConfig config_of(const TabOptions& options, std::int64_t number, WallTime wall) {
  return {.app = options.app,
          .terms = {.policy = options.policy,
                    .obtained_at = wall,
                    .is_fallback = options.is_fallback,
                    .signals = options.signals,
                    .token = options.token,
                    .preference = options.preference,
                    .suspends_when_blocked = options.suspends_when_blocked},
          .session = id_of_session(options.session),
          .fresh_id = hash_id("fresh " + std::to_string(number)),
          .loaded_at = {-options.loading.count},
          .returned = options.returned,
          .visible = options.visible,
          .online = options.online,
          .report_only = options.report_only,
          .heartbeat = options.heartbeat};
}

}  // namespace

Policy only(Source source, const Section& section) {
  Policy policy;
  policy[source] = section;
  return policy;
}

Policy custom_policy(Millis warn, Millis sign_out) {
  return only(Source::custom, custom_section(warn, sign_out));
}

Policy m365_at_limit(Millis timeout, Millis grace) {
  return only(Source::m365, m365_section(timeout, PromptMode::at_limit, grace));
}

// ---- Tab ----------------------------------------------------------------------------------------

Tab::Tab(World& world, const TabOptions& options, std::int64_t number)
    : world_(world),
      session_(config_of(options, number, world.wall())),
      terms_{.signals = options.signals,
             .preference = options.preference,
             .suspends_when_blocked = options.suspends_when_blocked},
      loaded_at_(world.now_) {}

ClockReading Tab::reading() const { return {world_.wall(), {world_.now_ - loaded_at_}}; }

void Tab::act() {
  if (gone_ || frozen_) return;
  activity_ = reading();
  const auto& from = output_.input_from;
  if (from && activity_->mono >= *from) happen(Woke{});
}

void Tab::happen(const Event& event) {
  if (gone_ || frozen_) return;
  handle(event);
  world_.deliver();
}

void Tab::adopt(const Policy& policy) {
  Terms terms = terms_;
  terms.policy = policy;
  terms.obtained_at = world_.wall();
  change(terms);
}

void Tab::know(Signals signals) {
  terms_.signals = signals;
  change(terms_);
}

void Tab::renew_token(const TokenClaims& token) {
  Terms terms = terms_;
  terms.token = token;
  change(terms);
}

void Tab::change(const Terms& terms) {
  changed_ = terms;
  happen(TermsChanged{});
}

void Tab::freeze() { frozen_ = true; }

void Tab::resume() {
  frozen_ = false;
  happen(PageReturned{});
}

void Tab::crash() {
  gone_ = true;
  world_.release(*this);
}

void Tab::keep_seeing_old_record() { cache_ = world_.record; }

std::optional<Millis> Tab::prompt_left() const {
  if (!prompt_ends_) return std::nullopt;
  return *prompt_ends_ - reading().mono;
}

std::size_t Tab::count(const std::string& name) const {
  return static_cast<std::size_t>(std::count(log_.begin(), log_.end(), name));
}

bool Tab::reported(std::string_view code) const {
  return std::find(reports_.begin(), reports_.end(), code) != reports_.end();
}

void Tab::handle(const Event& event, const Reading& message) {
  Input input{.now = reading(),
              .activity = activity_,
              .message = message,
              .terms = changed_,
              .event = event};
  changed_.reset();
  activity_.reset();
  if (world_.record_readable) {
    input.record = Reading{.dropped = world_.garbage};
    for (const auto& [key, value] : cache_ ? *cache_ : world_.record) {
      input.record->facts.merge({key, value});
    }
    if (record_asked) input.record_at = MonoTime{record_asked->count - loaded_at_};
  }
  ++handled_;
  output_ = session_.handle(input);
  const std::vector<Effect> effects = output_.effects;
  for (const Effect& effect : effects) carry_out(effect);
  const std::vector<Event> raised = std::move(next_);
  next_.clear();
  for (const Event& each : raised) {
    if (!gone_) handle(each);
  }
}

void Tab::carry_out(const Effect& effect) {
  log_.emplace_back(kEffectNames[effect.index()]);
  if (const auto* write = std::get_if<WriteRecord>(&effect)) {
    ++world_.record_writes;
    if (world_.record_writable) {
      world_.record.insert_or_assign(write->fact.key, write->fact.value);
      if (cache_) cache_->insert_or_assign(write->fact.key, write->fact.value);
    } else {
      next_.emplace_back(RecordFailed{});
    }
  } else if (const auto* remove = std::get_if<RemoveRecord>(&effect)) {
    world_.record.erase(remove->key);
  } else if (const auto* post = std::get_if<Post>(&effect)) {
    ++world_.messages;
    World::Message message{.from = this, .reading = {}, .at = post->at};
    for (const Fact& fact : output_.message) message.reading.facts.merge(fact);
    if (!world_.messages_lost) world_.queue_.push_back(std::move(message));
  } else if (std::holds_alternative<Cover>(effect)) {
    covered_ = true;
  } else if (std::holds_alternative<Uncover>(effect)) {
    covered_ = false;
  } else if (const auto* prompt = std::get_if<ShowPrompt>(&effect)) {
    prompt_ends_ = prompt->ends_at;
  } else if (std::holds_alternative<HidePrompt>(effect)) {
    prompt_ends_.reset();
  } else if (std::holds_alternative<RunHook>(effect)) {
    if (!hook_hangs) next_.emplace_back(HookFinished{});
  } else if (const auto* claim = std::get_if<Claim>(&effect)) {
    world_.claim(*this, claim->takeover);
  } else if (std::holds_alternative<ReleaseClaim>(effect)) {
    world_.release(*this);
  } else if (std::holds_alternative<SignOut>(effect)) {
    if (request_hangs) return;
    ++world_.sign_out_requests;
    handle(PageLeft{});
    gone_ = true;
    world_.release(*this);
  } else if (std::holds_alternative<Leave>(effect)) {
    gone_ = left_ = true;
  } else if (const auto* beat = std::get_if<Heartbeat>(&effect)) {
    heartbeat_ = beat->last_activity;
  } else if (const auto* report = std::get_if<Report>(&effect)) {
    reports_.emplace_back(report->code);
  }
}

std::optional<Millis> Tab::until_wake() const {
  if (gone_ || frozen_ || !output_.wake_at) return std::nullopt;
  return std::max(*output_.wake_at - reading().mono, Millis{0});
}

// ---- World --------------------------------------------------------------------------------------

Tab& World::open(const TabOptions& options) {
  const auto number = static_cast<std::int64_t>(tabs_.size());
  tabs_.push_back(std::unique_ptr<Tab>(new Tab(*this, options, number)));
  Tab& tab = *tabs_.back();
  tab.happen(Started{});
  return tab;
}

void World::run(Millis time) {
  const std::int64_t end = now_ + time.count;
  while (true) {
    Tab* next = nullptr;
    for (const auto& tab : tabs_) {
      const auto wait = tab->until_wake();
      if (wait && now_ + wait->count <= end && (!next || *wait < *next->until_wake())) {
        next = tab.get();
      }
    }
    if (next == nullptr) break;
    // Like a browser's timer: a task takes a moment, so a wake-up that asks for itself again is
    // seen.
    now_ += std::max<std::int64_t>(next->until_wake()->count, 0);
    ++next->wakes_;
    next->happen(Woke{});
  }
  now_ = end;
}

void World::sleep(Millis time) { slept_ += time.count; }

void World::deliver() {
  while (!queue_.empty()) {
    const Message message = queue_.front();
    queue_.erase(queue_.begin());
    for (const auto& tab : tabs_) {
      if (tab.get() == message.from || tab->gone_ || tab->frozen_) continue;
      tab->handle(PeerSpoke{message.at}, message.reading);
    }
  }
}

void World::claim(Tab& tab, bool takeover) {
  const bool exclusive = has_locks;
  const bool granted = !has_locks || takeover || lock_holder_ == nullptr || lock_holder_ == &tab;
  if (granted && has_locks) {
    if (lock_holder_ != nullptr && lock_holder_ != &tab)
      lock_holder_->next_.emplace_back(ClaimLost{});
    lock_holder_ = &tab;
  }
  tab.next_.emplace_back(ClaimAnswered{granted, exclusive});
}

void World::release(const Tab& tab) {
  if (lock_holder_ == &tab) lock_holder_ = nullptr;
}

}  // namespace idleguard::test
