// The part of the oracle that watches the way out, and what is left when everybody has gone: each
// end is followed by one request for sign-out, and nobody stays who has walked away.
#include <algorithm>
#include <cstdlib>

#include "tests/simulation/oracle.hpp"

namespace idleguard::simulation {
namespace {

// Within this, ends that tabs bring about by themselves are one to whoever sees both.
constexpr std::int64_t kTogether = 200;

// What it told others of its end.
std::int64_t stamp_of_end(const World& world, const Page& page, const FactKey& key) {
  for (const Effect& effect : page.output().effects) {
    const auto* write = std::get_if<WriteRecord>(&effect);
    if (write != nullptr && write->fact.key == key) return write->fact.value.stamp;
  }
  const FactValue* told = page.output().message.find(key);
  return told != nullptr ? told->stamp : world.machine().wall().ms;
}

}  // namespace

void Oracle::check_end(const World& world, const Page& page, const Input& input) {
  Past& past = past_of(page);
  require(past.ended_at < 0 || page.is_ended(), "what has ended stays ended (R101)", world, &page);
  require(!page.is_ended() || page.covered || page.gone, "what has ended is covered (R123)", world,
          &page);
  require(!page.shows_prompt() || !page.covered, "a covered page shows no prompt (R120)", world,
          &page);
  if (!page.is_ended() || past.ended_at >= 0) return;
  const FactKey key{FactKind::ended, past.key.generation, past.key.group};
  const bool was_told =
      (input.record && input.record->facts.find(key)) || input.message.facts.find(key) != nullptr;
  GroupTruth& truth = ledger_.of(past.key);
  const bool is_forged = state_of(past.key.account).forged;
  past.was_told = was_told;
  if (was_told) {
    require(truth.ended_at >= 0 || is_forged,
            "only what somebody ended has ended; other groups and accounts live on (R38, R49)",
            world, &page);
    return;
  }
  if (truth.ended_at >= 0) return;
  const bool is_heard = world.settings().hub == 0 || page.is_running();
  if (!is_heard || std::holds_alternative<PageLeft>(input.event)) {
    if (world.settings().hub > 0) state_of(past.key.account).fault_at = world.machine().now();
  }
  const std::size_t end =
      ledger_.end_of(past.key.account, past.key.generation, stamp_of_end(world, page, key));
  ++ledger_.ends()[end].makers;
  if (state_of(past.key.account).faulty) ledger_.ends()[end].trouble();
  for (const Group group : kGroups) {
    if (!page.session().decision().ends.contains(group)) continue;
    GroupTruth& each = ledger_.of({past.key.account, past.key.generation, group});
    if (each.ended_at >= 0) continue;
    each.ended_at = world.machine().now();
    each.end = end;
    state_of(past.key.account).last_ends[static_cast<std::size_t>(group)] = {
        world.account(past.key.account).sign_in, past.key.generation, world.machine().now(),
        world.machine().fastest()};
  }
}

// Whoever dies, stops or is left without network on the way out may leave a request unsent, or
// one sent that nobody knows of. So may who is being loaded anew: it has a request to make up for.
void Oracle::note_trouble(const World& world, const Step& step) {
  const bool dies = step.act == Act::crash || step.act == Act::close || step.act == Act::discard;
  const bool stops = step.act == Act::hang || step.act == Act::freeze || step.act == Act::cache;
  const bool hits_all = step.act >= Act::sleep && step.act <= Act::online;
  for (const auto& page : world.pages()) {
    // Who is signed out on the server and reloads gets the sign-in page instead.
    const bool is_signed_out = !world.site_of(*page).is_signed_in;
    const bool is_lost = dies || (step.act == Act::reload && is_signed_out);
    const bool is_owing = page->claims || page->asks || page->options().returned;
    const bool is_hit = (is_lost && is_owing) || (stops && page->claims);
    const bool is_meant =
        hits_all ? past_of(*page).ended_at >= 0 : is_hit && page->options().tab == step.tab;
    const GroupTruth* truth = is_meant ? ledger_.find(past_of(*page).key) : nullptr;
    if (truth == nullptr || truth->ended_at < 0) continue;
    WayOut& way = ledger_.ends()[truth->end].of(*page);
    way.troubled = way.troubled || !page->gone || way.requests == 0;
  }
}

void Oracle::note_effects(const World& world, const Page& page, const Input& input) {
  Past& past = past_of(page);
  GroupTruth& truth = ledger_.of(past.key);
  // Of a frozen page the answers of the lock wait, and what it asks for meanwhile takes them over.
  const bool is_stuck = page.claims && !page.is_running() && truth.ended_at >= 0;
  if (is_stuck) ledger_.ends()[truth.end].of(page).troubled = true;
  const bool leaves =
      std::any_of(page.output().effects.begin(), page.output().effects.end(),
                  [](const Effect& effect) { return std::holds_alternative<Leave>(effect); });
  const bool asks =
      std::any_of(page.output().effects.begin(), page.output().effects.end(),
                  [](const Effect& effect) { return std::holds_alternative<SignOut>(effect); });
  const auto read = input.record ? current_generation(input.record->facts) : std::nullopt;
  require(!asks || !read || read->start <= past.generation_start,
          "a tab of an older sign-in asks for nothing (R125, rule 10)", world, &page);
  if (asks) past.asked_at = world.machine().now();
  if (truth.ended_at < 0) return;
  if (page.asks && std::holds_alternative<PageLeft>(input.event)) {
    ledger_.ends()[truth.end].of(page).sent_at = world.machine().now();
  }
  if (!leaves) return;
  WayOut& way = ledger_.ends()[truth.end].of(page);
  way.was_left = true;
  const auto current = current_generation(world.store_of(page).contents());
  const bool is_old =
      std::any_of(world.pages().begin(), world.pages().end(), [&](const auto& other) {
        const GroupKey& key = past_of(*other).key;
        return key.account == past.key.account && key.generation != past.key.generation &&
               !other->gone && past_of(*other).generation_start >= past.generation_start;
      });
  if (is_old || !current || current->id != past.key.generation) way.superseded = true;
}

void Oracle::requested(const World& world, const Page& page) {
  const GroupTruth& truth = ledger_.of(past_of(page).key);
  const bool is_forged = state_of(truth.key.account).forged;
  require(truth.ended_at >= 0 || is_forged, "only who has ended asks for sign-out (R125)", world,
          &page);
  if (truth.ended_at < 0) return;
  const End& end = ledger_.ends()[truth.end];
  WayOut& way_out = ledger_.ends()[truth.end].of(page);
  ++way_out.requests;
  // Who signs in on this site again, and gets the session that has ended meanwhile on another one,
  // is signed out once more.
  const bool is_again = way_out.sign_in > 0 && page.sign_in > way_out.sign_in;
  way_out.sign_in = page.sign_in;
  // Who holds the claim and runs once a minute is passed over like one that is frozen (R98), as
  // long as its request is not through.
  const std::int64_t way = world.settings().lag + world.settings().away_lag;
  const bool is_through = way_out.sent_at >= 0 && past_of(page).asked_at > way_out.sent_at + way;
  const bool is_slow = slow_at_ >= truth.ended_at && slow_at_ > 0 && !is_through;
  const bool is_exclusive = world.settings().locks != 0;
  // Whoever loads a page anew while another's request is sent cannot tell it from its own. And who
  // comes back with the right time to others whose clock was set back makes them impatient.
  const bool is_hurried =
      world.machine().was_behind() &&
      std::any_of(world.pages().begin(), world.pages().end(),
                  [&](const auto& other) { return other->running_since >= truth.ended_at; });
  const bool is_stalled = world.settings().hub > 0 && world.machine().has_stalled();
  // While nobody reaches the others, a group may end here by itself that has ended there.
  const bool is_cut = state_of(truth.key.account).cut;
  const bool is_apart = is_cut || is_stalled || is_slow || is_hurried || is_again ||
                        page.options().returned || page.began_late;
  require(
      way_out.requests <= end.makers || way_out.troubled || is_forged || is_apart || !is_exclusive,
      "sign-out is asked for once on each site (R125, rule 10)", world, &page);
}

void Oracle::finished(const World& world) {
  require(!world.is_stuck(), "tabs do not keep each other busy (R102)", world, nullptr);
  for (const auto& page : world.pages()) {
    const Past& past = past_of(*page);
    if (page->gone || !past.limits) continue;
    require(past.ended_at >= 0, "who walks away is signed out (R91, R97)", world, page.get());
    require(false, "who is signed out gets to the signed-out page (R123)", world, page.get());
  }
  for (std::size_t site = 0; site < kMostSites; ++site) check_requests(world, site);
}

void Oracle::check_requests(const World& world, std::size_t site) {
  for (const End& end : ledger_.ends()) {
    const WayOut& way = end.sites[site];
    if (way.troubled || way.superseded || !way.was_left || state_of(end.account).forged) continue;
    ++checks_.requests;
    // Tabs differ by milliseconds about when it was, and then one request is enough for two ends.
    const bool is_asked =
        std::any_of(ledger_.ends().begin(), ledger_.ends().end(), [&](const End& other) {
          const bool is_same = other.account == end.account && other.generation == end.generation &&
                               std::abs(other.stamp - end.stamp) <= kTogether;
          return is_same && other.sites[site].requests > 0;
        });
    require(is_asked, "sign-out is asked for on each site (R125, rule 10)", world, nullptr);
  }
}

}  // namespace idleguard::simulation
