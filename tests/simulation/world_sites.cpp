// What lies between the sites: exchanges with the record that they share take time, are lost, or
// are not answered at all while it is down; and it tells the pages of changes by itself.
#include <algorithm>

#include "tests/simulation/world.hpp"

namespace idleguard::simulation {
namespace {

// More in a row, and it is down rather than unlucky.
constexpr int kMostLost = 2;

}  // namespace

void World::exchange(Page& page, const Facts& news) {
  const bool may_be_lost = page.lost_in_a_row < kMostLost || settings().hub_loss >= 100;
  const bool is_lost = may_be_lost && chance_.chance(settings().hub_loss);
  page.lost_in_a_row = is_lost ? page.lost_in_a_row + 1 : 0;
  const bool is_lost_there = chance_.chance(50);
  const std::int64_t way = chance_.between(1, settings().hub);
  if (is_lost && is_lost_there) return;
  Happening question;
  question.message.facts = news;
  later(way, is_lost ? Due::exchange_in_vain : Due::exchange, page, std::move(question),
        page.replica->number());
}

void World::arrive(Pending& pending) {
  Page& page = *pending.page;
  Account& account = account_of(page);
  // The frame that carries it stands still with its page.
  if (!page.is_awake() || !account.is_reachable) return;
  Facts changes;
  for (const Fact& fact : pending.happening.message.facts) {
    if (account.shared.merge(fact)) changes.merge(fact);
  }
  if (!changes.empty()) tell_sites(page, changes);
  if (pending.due == Due::exchange_in_vain) return;
  Happening answer;
  answer.message.facts = account.shared;
  later(chance_.between(1, settings().hub), Due::answer, page, std::move(answer), pending.number);
}

// Ordinary activity is news only to who is being warned.
void World::tell_sites(const Page& from, const Facts& changes) {
  if (settings().hub_asks > 0) return;
  const bool is_news = std::any_of(changes.begin(), changes.end(), [](const Fact& fact) {
    return fact.key.kind != FactKind::activity;
  });
  for (Page* other : open_) {
    if (other == &from || other->options().account != from.options().account) continue;
    const bool is_watching = other->output().status.state == State::warning;
    if (is_news || is_watching) tell_page(*other);
  }
}

void World::tell_page(Page& page) {
  if (chance_.chance(settings().hub_deaf)) return;
  Happening news;
  news.message.facts = account_of(page).shared;
  later(chance_.between(1, 2 * settings().hub), Due::told, page, std::move(news));
}

void World::look(Page& page) {
  if (account_of(page).is_reachable) tell_page(page);
}

void World::hear(const Pending& pending) {
  Page& page = *pending.page;
  if (!page.is_awake() || !page.replica) return;
  const Facts& facts = pending.happening.message.facts;
  if (pending.due == Due::told) {
    page.replica->heard(facts);
  } else {
    page.replica->answered(pending.number, facts);
  }
}

void World::change_remote(const Step& step) {
  Account& account = accounts_[account_number(step)];
  if (step.act == Act::hub_clear) {
    account.shared = {};
  } else {
    account.is_reachable = step.act == Act::hub_up;
  }
}

}  // namespace idleguard::simulation
