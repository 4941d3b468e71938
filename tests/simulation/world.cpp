#include "tests/simulation/world.hpp"

#include <algorithm>

namespace idleguard::simulation {
namespace {

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

Id World::session_value(const PageOptions& options) const {
  if (settings().named == 0) return {};
  const Site& site = accounts_[index(options.account)].sites[index(options.site)];
  return {.high = 0x5e55'1000'0000'0000 + static_cast<std::uint64_t>(options.account),
          .low = static_cast<std::uint64_t>(site.sign_in)};
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
    if (page->is_awake()) next = std::min(next, page->due());
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
    if (!page->is_awake() || page->due() > now) continue;
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

void World::later(std::int64_t delay, Due due, Page& page, Happening happening,
                  std::int64_t number) {
  pending_.push_back({.at = machine_.now() + delay,
                      .order = order_++,
                      .due = due,
                      .page = &page,
                      .happening = std::move(happening),
                      .number = number});
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
      site_of(page).is_signed_in = false;
      for (Observer* each : observers_) each->requested(*this, page);
      break;
    case Due::commit:
      commit(page);
      break;
    case Due::begin:
      if (page.begins && !page.is_awake()) return later(500, Due::begin, page);
      page.begin();
      break;
    case Due::exchange:
    case Due::exchange_in_vain:
      arrive(pending);
      break;
    case Due::answer:
    case Due::told:
      hear(pending);
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
  return store_of(page).write(page.view(), fact, machine_.now());
}

void World::post(const Page& page, const Facts& message, SessionTime at) {
  for (Page* other : open_) {
    const PageOptions& to = other->options();
    const bool is_same = to.account == page.options().account && to.site == page.options().site;
    if (other == &page || !is_same) continue;
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
  Site& site = site_of(page);
  if (settings().locks == 0) {
    page.happen(ClaimAnswered{.granted = true, .exclusive = false});
    return;
  }
  Page* holder = site.lock_holder;
  const bool is_free = holder == nullptr || holder->gone || holder == &page;
  if (!is_free && !takeover) {
    page.claims = false;
    page.happen(ClaimAnswered{.granted = false});
    return;
  }
  site.lock_holder = &page;
  if (!is_free) {
    holder->claims = false;
    holder->happen(ClaimLost{});
  }
  page.happen(ClaimAnswered{.granted = true});
}

void World::release(const Page& page) {
  Site& site = site_of(page);
  if (site.lock_holder == &page) site.lock_holder = nullptr;
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

}  // namespace idleguard::simulation
