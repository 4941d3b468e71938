#include "tests/simulation/run.hpp"

#include <algorithm>
#include <cstdio>

#include "tests/core/support/effect_names.hpp"

namespace idleguard::simulation {
namespace {

// FNV-1a.
class Digest : public Observer {
 public:
  std::uint64_t value = 0xcbf29ce484222325;

  void after(const World& world, const Page& page, const Input&) override {
    add(static_cast<std::uint64_t>(world.machine().now()));
    add(static_cast<std::uint64_t>(page.serial));
    for (const Effect& effect : page.output().effects) {
      add(effect.index());
      if (const auto* write = std::get_if<WriteRecord>(&effect)) {
        add(static_cast<std::uint64_t>(write->fact.value.stamp));
      }
    }
    add(static_cast<std::uint64_t>(page.output().wake_at.value_or(MonoTime{}).ms));
  }

 private:
  void add(std::uint64_t number) { value = (value ^ number) * 0x100000001b3; }
};

std::string time_text(std::int64_t time) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%lld.%03lld", static_cast<long long>(time / 1000),
                static_cast<long long>(time % 1000));
  return text.data();
}

// What people would see, and what tabs ask each other and the server for.
class Transcript : public Observer {
 public:
  std::string text;

  void after(const World& world, const Page& page, const Input&) override {
    for (const Effect& effect : page.output().effects) {
      if (std::holds_alternative<WriteRecord>(effect) ||
          std::holds_alternative<RemoveRecord>(effect) || std::holds_alternative<Post>(effect)) {
        continue;
      }
      say(world, page) += test::kEffectNames[effect.index()];
      if (const auto* prompt = std::get_if<ShowPrompt>(&effect)) {
        text += " for " + time_text((prompt->ends_at - page.mono()).count);
      } else if (const auto* end = std::get_if<AnnounceEnd>(&effect)) {
        text.append(" ").append(name_of(end->reason));
      } else if (const auto* report = std::get_if<Report>(&effect)) {
        text.append(" ").append(report->code);
      }
      text += '\n';
    }
  }
  void requested(const World& world, const Page& page) override {
    say(world, page) += "request arrives\n";
  }
  void input_came(const World& world, const Page& page, bool reached_app) override {
    if (!reached_app) say(world, page) += "input is held back\n";
  }

 private:
  std::string& say(const World& world, const Page& page) {
    text += time_text(world.machine().now()) + " tab " + std::to_string(page.options().tab) + ": ";
    return text;
  }
};

// Not what users mean to do.
bool is_fault(Act act) {
  constexpr std::array kOrdinary = {Act::open, Act::close, Act::input,  Act::stay,  Act::sign_out,
                                    Act::hide, Act::show,  Act::resume, Act::go_on, Act::online,
                                    Act::heal, Act::back,  Act::hub_up};
  return std::find(kOrdinary.begin(), kOrdinary.end(), act) == kOrdinary.end();
}

// Without place and time, which move while a script gets smaller.
std::string promise_of(const std::string& broken) { return broken.substr(0, broken.find(" at ")); }

class Shrinker {
 public:
  explicit Shrinker(Script script) : best_(std::move(script)) {
    promise_ = promise_of(run(best_).broken.value_or(""));
  }

  Script shrink() {
    for (bool better = true; better;) {
      better = drop_steps();
      better = simplify_settings() || better;
    }
    round_times();
    return best_;
  }

 private:
  bool take(Script script) {
    const Outcome outcome = run(script);
    if (!outcome.broken || promise_of(*outcome.broken) != promise_) return false;
    best_ = std::move(script);
    return true;
  }

  bool drop_steps() {
    bool better = false;
    for (std::size_t length = std::max<std::size_t>(best_.steps.size() / 2, 1);; length /= 2) {
      for (std::size_t at = 0; at < best_.steps.size();) {
        Script smaller = best_;
        const auto first = smaller.steps.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = std::min(length, smaller.steps.size() - at);
        smaller.steps.erase(first, first + static_cast<std::ptrdiff_t>(count));
        if (take(std::move(smaller))) {
          better = true;
        } else {
          at += length;
        }
      }
      if (length <= 1) return better;
    }
  }

  bool simplify_settings() {
    bool better = false;
    std::vector<std::int64_t> usual;
    const Settings defaults;
    for_each_setting(defaults, [&](auto, auto value) { usual.push_back(value); });
    for (std::size_t i = 0; i < usual.size(); ++i) {
      Script simpler = best_;
      std::size_t at = 0;
      for_each_setting(simpler.settings, [&](auto, std::int64_t& value) {
        if (at++ == i) value = usual[i];
      });
      if (simpler != best_) better = take(std::move(simpler)) || better;
    }
    return better;
  }

  // Whole seconds are easier to read.
  void round_times() {
    for (const std::int64_t unit : {10'000, 1000, 100, 10}) {
      for (std::size_t i = 0; i < best_.steps.size(); ++i) {
        Script rounder = best_;
        Step& step = rounder.steps[i];
        const std::int64_t earliest = i == 0 ? 0 : rounder.steps[i - 1].at;
        step.at = std::max(step.at / unit * unit, earliest);
        if (rounder != best_) take(std::move(rounder));
      }
    }
  }

  Script best_;
  std::string promise_;
};

}  // namespace

Outcome run(const Script& script) {
  Oracle oracle;
  Digest digest;
  World world(script, {&oracle, &digest});
  world.run();
  const auto faults = std::count_if(script.steps.begin(), script.steps.end(),
                                    [](const Step& step) { return is_fault(step.act); });
  return {.broken = oracle.broken(),
          .digest = digest.value,
          .tab_time = world.tab_time(),
          .turns = world.handled(),
          .faults = faults + world.messages_spoilt(),
          .checks = oracle.checks()};
}

std::string transcript_of(const Script& script) {
  Transcript transcript;
  World world(script, {&transcript});
  world.run();
  return transcript.text;
}

Script shrink(Script script) { return Shrinker(std::move(script)).shrink(); }

}  // namespace idleguard::simulation
