// What a page does because there are other sites: it begins when it has heard of them, and goes
// when they have heard of it.
#include "tests/simulation/world.hpp"

namespace idleguard::simulation {
namespace {

// As in web/cross-site/cross-site.ts: for how long leaving is put off.
constexpr std::int64_t kLastAnswer = 3000;
// Nobody who runs waits so long for the first answer.
constexpr std::int64_t kBeginsLate = 2500;

}  // namespace

// Rule 9: the other sites hear of the end before this page goes.
void Page::go(const Effect& way) {
  if (replica && replica->is_asking()) {
    way_out_ = way;
    goes_at_ = world_.machine().now() + kLastAnswer;
    return;
  }
  way_out_.reset();
  goes_at_ = INT64_MAX;
  if (std::holds_alternative<SignOut>(way)) {
    world_.go_to_sign_out(*this);
  } else {
    world_.leave(*this);
  }
}

void Page::begin() {
  if (!begins || !is_awake()) return;
  begins = false;
  began_late = world_.machine().now() - opened_at > kBeginsLate;
  opened_at = running_since = world_.machine().now();
  view_.stands_still_until = 0;  // nothing of it was read before
  lowest_ = world_.machine().wall().ms;
  lowest_at_ = mono();
  if (world_.store_of(*this).readable) raise_lowest(stored(), {});
  last_input_ = {world_.machine().wall(), mono()};
  handle({Started{}, {}});
  work_off();
}

Facts Page::stored() {
  const auto reading = read();
  return reading ? reading->facts : Facts{};
}

bool Page::store(const Fact& fact) { return world_.write(*this, fact); }

void Page::hears_of_others() {
  if (!begins) happen(Woke{});
}

void Page::has_settled() {
  begin();
  if (way_out_) go(Effect{*way_out_});
}

std::int64_t Page::publish_interval() const {
  const auto& limits = session_.decision().limits;
  return Publisher::interval_for(limits ? limits->sign_out_after : Millis{0}).count;
}

}  // namespace idleguard::simulation
