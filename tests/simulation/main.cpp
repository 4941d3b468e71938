// The simulation: kept scripts with their transcripts first, then as many worlds as asked for, one
// a seed. What breaks a promise is made small and printed as a script that can be kept.
//
//   idleguard_simulation [--runs N] [--seed S] [--threads N]   worlds S, S+1, ...
//       --no-scenarios leaves the kept scripts out; --until-broken stops at the first that breaks
//   idleguard_simulation --script FILE                         one, with its transcript
//   idleguard_simulation --rewrite                             kept transcripts are written anew
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/simulation/campaign.hpp"
#include "tests/simulation/scenarios.hpp"

namespace {

using namespace idleguard::simulation;

struct Options {
  Campaign campaign;
  std::string script;
  bool rewrite = false;
  bool scenarios = true;
  bool wrong = false;
};

bool read_switch(const std::string& name, Options& options) {
  if (name == "--rewrite") return options.rewrite = true;
  if (name == "--until-broken") return options.campaign.until_broken = true;
  if (name != "--no-scenarios") return false;
  options.scenarios = false;
  return true;
}

Options read_options(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    if (read_switch(name, options)) continue;
    const char* value = i + 1 < count ? arguments[++i] : nullptr;
    if (value == nullptr) {
      options.wrong = true;
    } else if (name == "--runs") {
      options.campaign.runs = std::strtoll(value, nullptr, 10);
    } else if (name == "--seed") {
      options.campaign.seed = std::strtoull(value, nullptr, 10);
    } else if (name == "--threads") {
      options.campaign.threads = std::strtoul(value, nullptr, 10);
    } else if (name == "--script") {
      options.script = value;
    } else {
      options.wrong = true;
    }
  }
  return options;
}

}  // namespace

int main(int count, char** arguments) {
  const Options options = read_options(count, arguments);
  if (options.wrong || options.campaign.runs < 0) {
    std::fprintf(stderr,
                 "usage: idleguard_simulation [--runs N] [--seed S] [--threads N] "
                 "[--no-scenarios] [--until-broken] | --script FILE | --rewrite\n");
    return 2;
  }
  if (!options.script.empty()) return tell_script(options.script) ? 0 : 1;
  Sums sums = options.scenarios ? run_scenarios(options.rewrite) : Sums{};
  if (!options.rewrite) sums.add(run_campaign(options.campaign));
  std::printf("%d passed, %d failed\n", sums.passed, sums.failed);
  return sums.failed == 0 ? 0 : 1;
}
