#include "core/exit.hpp"

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

constexpr SessionTime kNow{1'700'000'000'000};

ExitFacts past_the_hook() {
  ExitFacts facts;
  facts.hook_started = kNow;
  facts.hook_finished = true;
  return facts;
}

}  // namespace

TEST_CASE("first of all the host may save what it has (R123)", "[exit]") {
  const Exit exit = exit_at({}, {}, kNow);
  CHECK(exit.step == ExitStep::run_hook);
  CHECK(exit.next == kNow + seconds(3));
}

TEST_CASE("after 3 s the hook is not waited for any longer (R123)", "[exit]") {
  ExitFacts facts;
  facts.hook_started = kNow;
  CHECK(exit_at(facts, {}, kNow + seconds(3) - Millis{1}).step == ExitStep::wait);
  CHECK(exit_at(facts, {}, kNow + seconds(3)).step == ExitStep::claim);
}

TEST_CASE("whoever sees that the request was sent leaves (protocol rule 10)", "[exit]") {
  CHECK(exit_at(past_the_hook(), {.requested = true, .stagger = {}}, kNow).step == ExitStep::leave);
}

TEST_CASE("a tab of an older generation leaves without asking (protocol rule 10)", "[exit]") {
  CHECK(exit_at(past_the_hook(), {.superseded = true, .stagger = {}}, kNow).step ==
        ExitStep::leave);
}

TEST_CASE("without a network nothing is asked for, and the network wakes us (R134)", "[exit]") {
  const Exit exit = exit_at(past_the_hook(), {.online = false, .stagger = {}}, kNow);
  CHECK(exit.step == ExitStep::wait);
}

TEST_CASE("the holder of the claim reads again after 700 ms before it asks (protocol rule 10)",
          "[exit]") {
  ExitFacts facts = past_the_hook();
  facts.claim_granted = kNow;
  CHECK(exit_at(facts, {}, kNow + Millis{699}).step == ExitStep::wait);
  CHECK(exit_at(facts, {}, kNow + Millis{700}).step == ExitStep::sign_out);
}

TEST_CASE("where no lock excludes others, tabs stand back for different times (R125)", "[exit]") {
  ExitFacts facts = past_the_hook();
  facts.claim_granted = kNow;
  facts.exclusive = false;
  const ExitOutlook outlook{.stagger = Millis{800}};
  CHECK(exit_at(facts, outlook, kNow + Millis{1499}).step == ExitStep::wait);
  CHECK(exit_at(facts, outlook, kNow + Millis{1500}).step == ExitStep::sign_out);
}

TEST_CASE("a refused tab asks again every 2 s, and takes over after 30 s (protocol rule 10)",
          "[exit]") {
  ExitFacts facts = past_the_hook();
  facts.claim_refused = kNow;
  facts.refused_again = kNow + seconds(4);
  const Exit waiting = exit_at(facts, {}, kNow + seconds(5));
  CHECK(waiting.step == ExitStep::wait);
  CHECK(waiting.next == kNow + seconds(7));
  CHECK(exit_at(facts, {}, kNow + seconds(6)).step == ExitStep::claim);
  facts.claim_asked = kNow + seconds(6);
  CHECK(exit_at(facts, {}, kNow + seconds(9)).step == ExitStep::wait);
  CHECK(exit_at(facts, {}, kNow + seconds(30)).step == ExitStep::take_over);
}

TEST_CASE("a claim that is never answered, and a request that never leaves, are tried again (R135)",
          "[exit]") {
  ExitFacts facts = past_the_hook();
  facts.claim_asked = kNow;
  CHECK(exit_at(facts, {}, kNow + seconds(30)).step == ExitStep::take_over);
  facts.claim_granted = kNow;
  facts.request_started = kNow;
  CHECK(exit_at(facts, {}, kNow + seconds(29)).step == ExitStep::wait);
  CHECK(exit_at(facts, {}, kNow + seconds(30)).step == ExitStep::take_over);
}
