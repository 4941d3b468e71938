#include "tests/simulation/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/simulation/generate.hpp"
#include "tests/simulation/run.hpp"

namespace idleguard::simulation {
namespace {

// Every so many runs one is made twice.
constexpr std::int64_t kTwice = 50;

struct Totals {
  std::int64_t runs = 0;
  std::int64_t turns = 0;
  std::int64_t tab_time = 0;
  std::int64_t faults = 0;
  std::int64_t different = 0;                   // runs that were not the same again
  std::map<std::uint64_t, std::string> broken;  // the promise, by seed
  Checks checks;

  void add(const Totals& other) {
    runs += other.runs;
    turns += other.turns;
    tab_time += other.tab_time;
    faults += other.faults;
    different += other.different;
    broken.insert(other.broken.begin(), other.broken.end());
    checks.add(other.checks);
  }
};

void run_one(std::uint64_t seed, bool twice, Totals& totals) {
  const Script script = generate(seed);
  const Outcome outcome = run(script);
  ++totals.runs;
  totals.turns += outcome.turns;
  totals.tab_time += outcome.tab_time;
  totals.faults += outcome.faults;
  totals.checks.add(outcome.checks);
  if (outcome.broken) totals.broken[seed] = *outcome.broken;
  if (twice && run(script).digest != outcome.digest) ++totals.different;
}

Totals run_all(const Campaign& campaign) {
  constexpr std::int64_t kAtOnce = 20;
  std::atomic<std::int64_t> next = 0;
  std::atomic<bool> stops = false;
  std::mutex mutex;
  Totals all;
  const auto work = [&] {
    Totals totals;
    for (std::int64_t from = next.fetch_add(kAtOnce); from < campaign.runs;
         from = next.fetch_add(kAtOnce)) {
      for (std::int64_t i = from; i < std::min(from + kAtOnce, campaign.runs) && !stops; ++i) {
        run_one(campaign.seed + static_cast<std::uint64_t>(i), i % kTwice == 0, totals);
        if (campaign.until_broken && !totals.broken.empty()) stops = true;
      }
    }
    const std::lock_guard lock(mutex);
    all.add(totals);
  };
  std::size_t count = campaign.threads;
  if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work);
  for (std::thread& each : threads) each.join();
  return all;
}

void tell(std::uint64_t seed) {
  const Script small = shrink(generate(seed));
  const Outcome outcome = run(small);
  std::printf("# seed %llu, made small: %s\n%s----\n%s", static_cast<unsigned long long>(seed),
              outcome.broken.value_or("nothing broken any more").c_str(), text_of(small).c_str(),
              transcript_of(small).c_str());
}

void tell_broken(const Totals& all, const Campaign& campaign) {
  if (all.broken.empty()) return;
  constexpr int kMost = 20;
  std::printf("# %zu runs broke a promise\n", all.broken.size());
  int left = kMost;
  for (const auto& [seed, promise] : all.broken) {
    if (left-- == 0) break;
    std::printf("# seed %llu: %s\n", static_cast<unsigned long long>(seed), promise.c_str());
  }
  if (!campaign.until_broken) tell(all.broken.begin()->first);
}

Sums judge(const char* name, bool holds) {
  std::printf("%s %s\n", holds ? "ok" : "not ok", name);
  return holds ? Sums{1, 0} : Sums{0, 1};
}

}  // namespace

Sums run_campaign(const Campaign& campaign) {
  if (campaign.runs == 0) return {};
  const Totals all = run_all(campaign);
  std::printf("# %lld runs from seed %llu: %.0f tab-hours, %lld faults, %lld turns of the core\n",
              static_cast<long long>(all.runs), static_cast<unsigned long long>(campaign.seed),
              static_cast<double>(all.tab_time) / 3'600'000, static_cast<long long>(all.faults),
              static_cast<long long>(all.turns));
  const Checks& checks = all.checks;
  std::printf(
      "# against the truth: %lld ends, %lld prompts, %lld answers in time, %lld requests, "
      "%lld inputs held back\n",
      static_cast<long long>(checks.ends), static_cast<long long>(checks.prompts),
      static_cast<long long>(checks.stays), static_cast<long long>(checks.requests),
      static_cast<long long>(checks.covers));
  tell_broken(all, campaign);
  Sums sums = judge("no promise is broken", all.broken.empty());
  sums.add(judge("the same seed is the same run, effect by effect", all.different == 0));
  if (campaign.runs >= 1000 && !campaign.until_broken) {
    sums.add(judge(
        "every promise was put to the test",
        std::min({checks.ends, checks.prompts, checks.stays, checks.requests, checks.covers}) > 0));
  }
  return sums;
}

}  // namespace idleguard::simulation
