// What scripts do to a world, one act after the other. An act that makes no sense where it comes (a
// button without a prompt, a tab that is not there) does nothing, so that every script is a run.
#include <algorithm>

#include "tests/simulation/world.hpp"

namespace idleguard::simulation {
namespace {

constexpr std::int64_t kLoadTime = 120;
// As in web/cross-site/cross-site.ts: for so long a page waits for what others know.
constexpr std::int64_t kFirstAnswer = 2000;
constexpr std::int64_t kLongestLimit = 6 * 60'000;
// To sign in takes a person longer than the answer that signed them out.
constexpr std::int64_t kSignInTime = 3000;

bool is_of_tab(Act act) { return act <= Act::signals; }
bool is_of_machine(Act act) { return act >= Act::sleep && act <= Act::online; }

}  // namespace

void World::perform(const Step& step) {
  const Page* page = is_of_tab(step.act) ? tab_of(step.tab).page : nullptr;
  for (Observer* each : observers_) each->stepping(*this, step, page);
  if (is_of_tab(step.act)) {
    change_tab(tab_of(step.tab), step);
  } else if (is_of_machine(step.act)) {
    change_machine(step);
  } else {
    change_store(step);
  }
  std::erase_if(open_, [](const Page* each) { return each->gone; });
}

// ---- tabs ---------------------------------------------------------------------------------------

void World::change_tab(Tab& tab, const Step& step) {
  if (tab.page != nullptr) {
    change_page(tab, *tab.page, step);
  } else if (step.act == Act::open && tab.loads_at < 0) {
    tab.options = {.tab = step.tab,
                   .account = step.other,
                   .site = step.tab % number_of_sites(),
                   .app = static_cast<AppClass>(step.value),
                   .policy = settings().policy};
    tab.visible = true;
    tab.signs_in = !site_of(tab.options).is_signed_in;
    if (tab.signs_in) {
      tab.loads_at = machine_.now() + kSignInTime + settings().server;
    } else {
      load(tab, false);
    }
  } else if (step.act == Act::show) {
    tab.visible = true;
    if (tab.discarded) tab.loads_at = machine_.now() + kLoadTime;
  } else if (step.act == Act::hide) {
    tab.visible = false;
  } else if (step.act == Act::close) {
    tab.discarded = false;
    tab.loads_at = -1;
  }
}

void World::change_page(Tab& tab, Page& page, const Step& step) {
  switch (step.act) {
    case Act::input:
      if (!page.is_running() || !page.visible) return;
      page.input();
      for (Observer* each : observers_) each->input_came(*this, page, !page.covered);
      return;
    case Act::stay:
      if (page.is_running() && page.shows_prompt()) page.happen(StayChosen{});
      return;
    case Act::sign_out:
      if (page.is_running()) page.happen(EndChosen{Reason::user});
      return;
    case Act::hide:
    case Act::show:
      return show(tab, step.act == Act::show);
    case Act::freeze:
      if (page.visible || page.hung || page.cached) return;
      page.frozen = true;
      return;
    case Act::resume:
      if (page.frozen) pause(page, page.frozen, false);
      return;
    case Act::hang:
      page.hung = true;
      return;
    case Act::go_on:
      if (page.hung) pause(page, page.hung, false);
      return;
    case Act::close:
    case Act::crash:
    case Act::reload:
    case Act::discard:
      put_away(tab, step.act == Act::close || step.act == Act::reload);
      if (step.act == Act::reload) tab.loads_at = machine_.now() + kLoadTime;
      tab.discarded = step.act == Act::discard || step.act == Act::crash;
      return;
    case Act::duplicate: {
      Tab& copy = tab_of(step.value);
      if (copy.page != nullptr || copy.loads_at >= 0) return;
      copy.options = tab.options;
      copy.options.tab = step.value;
      copy.visible = true;
      copy.discarded = false;
      if (site_of(copy.options).is_signed_in) load(copy, false);
      return;
    }
    case Act::cache:
      if (!page.is_running() || page.claims) return;
      page.happen(PageLeft{.cached = true});
      page.cached = !page.gone;
      return;
    case Act::back:
      if (page.cached) pause(page, page.cached, false);
      return;
    case Act::terms:
      extended_by_ = std::max(extended_by_, kLongestLimit);  // who is watched again begins anew
      if (page.is_running()) page.learn_terms(step.value);
      return;
    case Act::signals:
      extended_by_ = std::max(extended_by_, kLongestLimit);
      if (page.is_running()) page.learn_signals(step.value != 0);
      return;
    default:
      return;
  }
}

void World::load(Tab& tab, bool returned) {
  Account& account = accounts_[index(tab.options.account)];
  Site& site = site_of(tab.options);
  if (!site.is_signed_in && tab.signs_in) account.sign_in_on(site);
  if (!site.is_signed_in) return;  // it is the sign-in page
  PageOptions options = tab.options;
  options.visible = tab.visible;
  options.returned = returned;
  if (returned) options.loaded_at = -2 * kLoadTime;  // the old document went after that
  tab.discarded = false;
  pages_.push_back(
      std::make_unique<Page>(*this, options, static_cast<std::int64_t>(pages_.size())));
  Page& page = *pages_.back();
  tab.page = &page;
  open_.push_back(&page);
  for (Observer* each : observers_) each->opened(*this, page);
  if (!page.replica) return page.happen(Started{});
  page.begins = true;
  later(kFirstAnswer, Due::begin, page);
  page.replica->ask();
}

void World::show(Tab& tab, bool visible) {
  Page& page = *tab.page;
  tab.visible = visible;
  if (page.visible == visible) return;
  page.visible = visible;
  page.visible_since = machine_.now();
  if (visible && page.frozen) pause(page, page.frozen, false);
  if (!page.gone && !page.cached) {
    page.happen(visible ? Event{PageShown{}} : Event{PageHidden{}});
    if (page.replica && page.is_running()) page.replica->came_into_view();
  }
}

// Ends a pause: what the page sees first may be as old as when the pause began.
void World::pause(Page& page, bool& how, bool paused) {
  how = paused;
  page.view().stands_still_until = machine_.now() + chance_.below(settings().away_lag + 1);
  const bool is_told = &how != &page.hung;  // of a process that was stopped nobody is told
  page.away = true;
  page.running_since = machine_.now();
  if (is_told) page.happen(PageReturned{});
  page.catch_up();
  if (page.replica && is_told && page.is_running()) page.replica->came_into_view();
}

void World::put_away(Tab& tab, bool says_so) {
  Page& page = *tab.page;
  if (says_so && page.is_running()) page.happen(PageLeft{});
  leave(page);
}

// ---- the machine and the stores -----------------------------------------------------------------

void World::change_machine(const Step& step) {
  switch (step.act) {
    case Act::sleep: {
      const std::int64_t time = std::max<std::int64_t>(step.value, 0);
      machine_.sleep(time, settings().counts_sleep != 0);
      if (settings().counts_sleep == 0) break;
      for (Page* page : open_) {  // timers go by that clock
        page->timer_due_ -= time;
        if (page->replica) page->replica->slept(time);
      }
      break;
    }
    case Act::step_clock:
      machine_.step_wall(step.value);
      break;
    case Act::drift:
      machine_.drift(std::clamp<std::int64_t>(step.value, -500, 500));
      break;
    case Act::stall:
      machine_.stall(step.value);
      break;
    case Act::throttle:
      throttle_ = std::max<std::int64_t>(step.value, 1);
      break;
    default: {
      const bool online = step.act == Act::online;
      if (online == online_) return;
      online_ = online;
      const std::vector<Page*> pages = open_;
      for (Page* page : pages) page->happen(NetworkChanged{online});
    }
  }
}

void World::change_store(const Step& step) {
  if (step.act >= Act::hub_down) return change_remote(step);
  Site& site = accounts_[account_number(step)].sites[site_number(step)];
  Store& store = site.store;
  switch (step.act) {
    case Act::clear:
      store.clear(machine_.now());
      site.lock_holder = nullptr;  // as browsers were seen to do
      break;
    case Act::garbage:
      ++store.garbage;
      break;
    case Act::revert:
      store.revert(index(chance_.below(1000)), machine_.now());
      break;
    case Act::fail:
      store.readable = false;
      break;
    case Act::fill:
      store.writable = false;
      break;
    case Act::heal:
      store.readable = store.writable = true;
      store.garbage = 0;
      break;
    default:
      forge(step, store);
  }
}

// What a script of the same origin can write; it knows the current generation.
void World::forge(const Step& step, Store& store) {
  const auto generation = current_generation(store.contents());
  if (!generation) return;
  const bool ends = step.act == Act::forge_end;
  const std::int64_t stamp = machine_.wall().ms + (ends ? 0 : step.value);
  if (!ends && step.value < kAbsurd) extended_by_ += std::max<std::int64_t>(step.value, 0);
  for (const Group group : kGroups) {
    store.put({{ends ? FactKind::ended : FactKind::activity, generation->id, group},
               {.stamp = stamp, .reason = Reason::external}},
              machine_.now());
  }
}

void World::heal_all() {
  epilogue_ = true;
  machine_.drift(0);
  throttle_ = 1000;
  for (Account& account : accounts_) {
    account.is_reachable = true;
    for (Site& site : account.sites) site.store.readable = site.store.writable = true;
  }
  change_machine({.act = Act::online});
  const std::vector<Page*> pages = open_;
  for (Page* page : pages) {
    if (page->hung) pause(*page, page->hung, false);
    if (page->cached) pause(*page, page->cached, false);
    if (page->frozen) pause(*page, page->frozen, false);
  }
  std::erase_if(open_, [](const Page* each) { return each->gone; });
}

}  // namespace idleguard::simulation
