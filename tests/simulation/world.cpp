#include "tests/simulation/world.hpp"

#include <algorithm>

namespace idleguard::simulation {
namespace {

constexpr std::size_t kAccounts = 3;
constexpr std::int64_t kLongestLimit = 6 * 60'000;
constexpr std::int64_t kLongestExit = 100'000;  // hook, a take-over or two, and looking again
constexpr std::int64_t kFar = INT64_MAX;

constexpr auto kLater = [](const auto& a, const auto& b) {
  return a.at != b.at ? a.at > b.at : a.order > b.order;
};

}  // namespace

World::World(const Script& script, std::vector<Observer*> observers)
    : script_(script),
      observers_(std::move(observers)),
      chance_(static_cast<std::uint64_t>(script.settings.seed)),
      accounts_(kAccounts) {}

Id World::session_value(std::int64_t account) const {
  if (settings().named == 0) return {};
  const auto sign_in = static_cast<std::uint64_t>(accounts_[index(account)].sign_in);
  return {.high = 0x5e55'1000'0000'0000 + static_cast<std::uint64_t>(account), .low = sign_in};
}

// ---- time ---------------------------------------------------------------------------------------

void World::run() {
  for (const Step& step : script_.steps) {
    go_on_until(step.at);
    perform(step);
  }
  const std::int64_t last = machine_.now();
  go_on_until(last + 2000);
  heal_all();
  go_on_until(machine_.now() + kLongestLimit + kLongestExit + extended_by_);
  for (Observer* each : observers_) each->finished(*this);
}

std::int64_t World::next_time() const {
  std::int64_t next = pending_.empty() ? kFar : pending_.front().at;
  for (const Page* page : open_) {
    if (page->is_running()) next = std::min(next, page->due());
  }
  for (const Tab& tab : tabs_) {
    if (tab.loads_at >= 0) next = std::min(next, tab.loads_at);
  }
  return std::max(next, machine_.now());
}

void World::go_on_until(std::int64_t end) {
  for (std::int64_t next = next_time(); next <= end && !is_stuck(); next = next_time()) {
    advance_to(next);
    turn();
  }
  advance_to(end);
}

void World::advance_to(std::int64_t time) {
  if (time <= machine_.now()) return;
  for (Observer* each : observers_) each->waiting(*this);
  tab_time_ += (time - machine_.now()) * static_cast<std::int64_t>(open_.size());
  machine_.run_to(time);
}

// Whatever is due first; timers before messages of the same moment, as after a pause.
void World::turn() {
  const std::int64_t now = machine_.now();
  for (std::size_t i = 0; i < tabs_.size(); ++i) {
    if (tabs_[i].loads_at < 0 || tabs_[i].loads_at > now) continue;
    tabs_[i].loads_at = -1;
    if (tabs_[i].page == nullptr) load(tabs_[i], !tabs_[i].signs_in);
    tabs_[i].signs_in = false;
    return;
  }
  for (Page* page : open_) {
    if (!page->is_running() || page->due() > now) continue;
    page->timer_fires();
    std::erase_if(open_, [](const Page* each) { return each->gone; });
    return;
  }
  if (pending_.empty() || pending_.front().at > now) return;
  std::pop_heap(pending_.begin(), pending_.end(), kLater);
  Pending next = std::move(pending_.back());
  pending_.pop_back();
  fulfil(next);
  std::erase_if(open_, [](const Page* each) { return each->gone; });
}

void World::later(std::int64_t delay, Due due, Page& page, Happening happening) {
  pending_.push_back({.at = machine_.now() + delay,
                      .order = order_++,
                      .due = due,
                      .page = &page,
                      .happening = std::move(happening),
                      .asked = {}});
  std::push_heap(pending_.begin(), pending_.end(), kLater);
}

void World::fulfil(Pending& pending) {
  Page& page = *pending.page;
  if (page.gone) return;
  switch (pending.due) {
    case Due::event:
      page.happen(pending.happening.event, pending.happening.message);
      break;
    case Due::claim:
    case Due::takeover:
      answer_claim(page, pending.due == Due::takeover);
      break;
    case Due::request:
      accounts_[index(page.options().account)].is_signed_in = false;
      for (Observer* each : observers_) each->requested(*this, page);
      break;
    case Due::commit:
      commit(page);
      break;
    case Due::answer:
      answer_hub(page, pending);
      break;
  }
}

// ---- what pages do ------------------------------------------------------------------------------

void World::before(const Page& page, const Input& input) {
  ++handled_;
  for (Observer* each : observers_) each->before(*this, page, input);
}

void World::after(const Page& page, const Input& input) {
  for (Observer* each : observers_) each->after(*this, page, input);
}

bool World::write(Page& page, const Fact& fact) {
  const std::int64_t delay = settings().hub > 0 ? chance_.between(1, settings().hub) : 0;
  return store(page.options().account).write(page.view(), fact, machine_.now() + delay);
}

void World::post(const Page& page, const Facts& message, SessionTime at) {
  if (settings().hub > 0) return;
  for (Page* other : open_) {
    if (other == &page || other->options().account != page.options().account) continue;
    const int copies = chance_.chance(settings().doubling) ? 2 : 1;
    for (int i = 0; i < copies; ++i) {
      const std::int64_t delay = chance_.between(1, std::max<std::int64_t>(settings().delay, 1));
      const bool is_lost = chance_.chance(settings().loss);
      messages_spoilt_ += (is_lost ? 1 : 0) + (i > 0 ? 1 : 0);
      if (is_lost) continue;
      later(delay, Due::event, *other, {PeerSpoke{at}, Reading{message, 0}});
    }
  }
}

void World::run_hook(Page& page) { later(settings().hook, Due::event, page, {HookFinished{}, {}}); }

void World::claim(Page& page, bool takeover) {
  release(page);
  later(1, takeover ? Due::takeover : Due::claim, page);
}

void World::answer_claim(Page& page, bool takeover) {
  Account& account = account_of(page);
  if (settings().locks == 0 || settings().hub > 0) {
    page.happen(ClaimAnswered{.granted = true, .exclusive = false});
    return;
  }
  Page* holder = account.lock_holder;
  const bool is_free = holder == nullptr || holder->gone || holder == &page;
  if (!is_free && !takeover) {
    page.claims = false;
    page.happen(ClaimAnswered{.granted = false});
    return;
  }
  account.lock_holder = &page;
  if (!is_free) {
    holder->claims = false;
    holder->happen(ClaimLost{});
  }
  page.happen(ClaimAnswered{.granted = true});
}

void World::release(const Page& page) {
  Account& account = account_of(page);
  if (account.lock_holder == &page) account.lock_holder = nullptr;
}

void World::go_to_sign_out(Page& page) {
  if (!online_) return;
  const std::int64_t way = settings().server / 2;
  later(way, Due::request, page);
  later(settings().server, Due::commit, page);
}

void World::commit(Page& page) {
  if (!page.is_running()) {  // the page must let go first
    later(500, Due::commit, page);
    return;
  }
  page.happen(PageLeft{});
  leave(page);
}

void World::leave(Page& page) {
  page.gone = true;
  page.claims = false;
  release(page);
  Tab& tab = tab_of(page.options().tab);
  if (tab.page == &page) tab.page = nullptr;
}

void World::ask_hub(Page& page, MonoTime asked) {
  const std::int64_t there = chance_.between(1, settings().hub);
  const std::int64_t back = chance_.between(1, settings().hub);
  if (chance_.chance(settings().hub_loss) || !store(page.options().account).readable) return;
  later(there + back, Due::answer, page);
  Pending& pending = *std::find_if(pending_.begin(), pending_.end(), [this](const Pending& each) {
    return each.order == order_ - 1;
  });
  pending.asked = asked;
  pending.as_of = machine_.now() + there;
}

void World::answer_hub(Page& page, const Pending& pending) {
  if (!page.is_running() || pending.asked < page.read_at_.value_or(MonoTime{})) return;
  page.seen_up_to_ = std::max(page.seen_up_to_, pending.as_of);
  page.read_at_ = pending.asked;
  page.answered_ = false;
  page.asked_at_ = machine_.now();  // an answer alone is no reason to ask again
  page.happen(Woke{});
  page.answered_ = true;
}

}  // namespace idleguard::simulation
