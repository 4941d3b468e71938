#include "tests/simulation/replica.hpp"

#include <algorithm>

#include "tests/simulation/world.hpp"

namespace idleguard::simulation {
namespace {

// As in bindings/browser/replica.ts, and what its remote records take for no answer.
constexpr std::int64_t kLead = 2000;
constexpr std::int64_t kHiddenLead = 62'000;
constexpr std::int64_t kAskAgain = 620;
constexpr std::int64_t kNoAnswer = 3000;
constexpr int kMostDoublings = 4;
// Further ahead a stamp is nonsense (R106).
constexpr std::int64_t kFurthestAhead = 366LL * 24 * 3'600'000;

}  // namespace

bool is_shared(const Fact& fact) {
  const FactKind kind = fact.key.kind;
  return kind != FactKind::requested && kind != FactKind::retried && kind != FactKind::heartbeat;
}

void Replica::follow(bool wrote) {
  follows_ = true;
  if (wrote) ask();
  // While a prompt is up the hub tells of activity, too, and of what is known at once.
  const bool was_watched = watched_;
  watched_ = is_warned();
  if (watched_ && !was_watched && world_.settings().hub_asks == 0) world_.look(page_);
  plan();
}

void Replica::ask() {
  again_ = true;
  if (!asking_) ask_once();
}

void Replica::came_into_view() {
  if (!follows_) return;
  if (page_.visible && age() >= page_.publish_interval()) ask();
  plan();
}

void Replica::ask_once() {
  again_ = false;
  asking_ = true;
  asking_since_ = page_.mono();
  last_asked_ = asking_since_;
  sent_ = news();
  ++number_;
  gives_up_at_ = world_.machine().now() + kNoAnswer;
  timer_due_ = kNever;
  world_.exchange(page_, sent_);
}

void Replica::answered(std::int64_t number, const std::optional<Facts>& answer) {
  if (!asking_ || number != number_) return;  // it has been given up
  gives_up_at_ = kNever;
  const bool is_urgent = !asked_at_ || !sent_.empty();
  in_vain_ = !answer && is_urgent ? in_vain_ + 1 : 0;
  if (answer) {
    asked_at_ = asking_since_;
    // What is new here another page of this site may have written already, and not told.
    const bool is_told = tells_more(*answer);
    told_ = *answer;
    const bool has_changed = take(*answer) || is_told;
    const Facts left = news();
    const bool is_new = std::any_of(left.begin(), left.end(), [this](const Fact& fact) {
      return sent_.find(fact.key) == nullptr;
    });
    if (is_new) again_ = true;
    if (has_changed || until_boundary() <= 0) page_.hears_of_others();
  }
  if (page_.gone) return;
  if (again_) return ask_once();
  asking_ = false;
  plan();
  page_.has_settled();
}

void Replica::heard(const Facts& facts) {
  const bool is_told = tells_more(facts);
  for (const Fact& fact : facts) {
    told_.forget([&](const Fact& each) { return each.key == fact.key; });
    told_.merge(fact);
  }
  const bool matters = is_warned() || std::any_of(facts.begin(), facts.end(), [](const Fact& fact) {
                         return fact.key.kind != FactKind::activity;
                       });
  if (matters && (take(facts) || is_told)) page_.hears_of_others();
}

// ---- the two records ----------------------------------------------------------------------------

Facts Replica::own() const {
  Facts facts = page_.stored();
  facts.forget([](const Fact& fact) { return !is_shared(fact); });
  return facts;
}

Facts Replica::news() const {
  Facts facts = own();
  facts.forget([this](const Fact& fact) {
    const FactValue* told = told_.find(fact.key);
    return told != nullptr && !wins(fact.key, fact.value, *told);
  });
  return facts;
}

bool Replica::tells_more(const Facts& facts) const {
  return std::any_of(facts.begin(), facts.end(),
                     [this](const Fact& fact) { return is_shared(fact) && told_.lacks(fact); });
}

// In the order of facts, in which the generation is the last.
bool Replica::take(const Facts& facts) {
  const Facts known = own();
  const std::int64_t most = world_.machine().wall().ms + kFurthestAhead;
  bool is_new = false;
  for (const Fact& fact : facts) {
    if (!is_shared(fact) || fact.value.stamp > most || !known.lacks(fact)) continue;
    is_new = page_.store(fact) || is_new;
  }
  return is_new;
}

// ---- when ---------------------------------------------------------------------------------------

bool Replica::is_warned() const {
  return follows_ && page_.output().status.state == State::warning;
}

std::int64_t Replica::age() const {
  return last_asked_ ? (page_.mono() - *last_asked_).count : kNever / 2;
}

std::int64_t Replica::until_boundary() const {
  if (!follows_) return kNever;
  const Status& status = page_.output().status;
  const bool runs = status.state == State::active || status.state == State::warning;
  if (!runs || !status.sign_out_at) return kNever;
  const auto& limits = page_.session().decision().limits;
  const bool is_warning =
      status.state == State::warning || !limits->warn_after || !status.last_activity;
  const WallTime boundary =
      is_warning ? *status.sign_out_at : *status.last_activity + *limits->warn_after;
  return (boundary - world_.machine().wall()).count;
}

std::int64_t Replica::until_pull() const {
  const std::int64_t left = until_boundary();
  if (left == kNever) return kNever;
  if (left <= 0) return kAskAgain - age();
  std::int64_t wait = kNever;
  const auto plan_for = [&](std::int64_t lead) {
    if (left + age() > lead) wait = std::min(wait, std::max<std::int64_t>(0, left - lead));
  };
  plan_for(kLead);
  if (!page_.visible) plan_for(kHiddenLead);
  return wait;
}

void Replica::plan() {
  timer_due_ = kNever;
  if (asking_) return;
  const std::int64_t every = world_.settings().hub_asks;
  const bool is_seen = is_warned() && page_.visible;
  const std::int64_t look = is_seen && every > 0 ? every - age() : kNever;
  // Who has told nobody tries again, ever more seldom.
  const std::int64_t patience = page_.publish_interval()
                                << std::clamp(in_vain_ - 1, 0, kMostDoublings);
  const std::int64_t again = in_vain_ > 0 ? patience - age() : kNever;
  const std::int64_t wait = std::min({look, again, until_pull()});
  if (wait != kNever) timer_due_ = world_.machine().now() + std::max<std::int64_t>(wait, 0);
}

void Replica::timer_fires() {
  if (gives_up_at_ <= world_.machine().now()) return answered(number_, std::nullopt);
  timer_due_ = kNever;
  ask();
}

void Replica::slept(std::int64_t time) {
  if (timer_due_ != kNever) timer_due_ -= time;
  if (gives_up_at_ != kNever) gives_up_at_ -= time;
}

}  // namespace idleguard::simulation
