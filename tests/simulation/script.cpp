#include "tests/simulation/script.hpp"

#include <array>
#include <charconv>
#include <cstdio>

#include "core/profile.hpp"

namespace idleguard::simulation {
namespace {

// What a line says after the act.
enum class Words : std::uint8_t { tab, tab_app_account, tab_value, value, none, account, both };

struct ActRow {
  std::string_view name;
  Words words;
};

// In the order of `Act`.
constexpr std::array<ActRow, kActCount> kActs = {{
    {"open", Words::tab_app_account},
    {"close", Words::tab},
    {"input", Words::tab},
    {"stay", Words::tab},
    {"sign-out", Words::tab},
    {"hide", Words::tab},
    {"show", Words::tab},
    {"freeze", Words::tab},
    {"resume", Words::tab},
    {"hang", Words::tab},
    {"go-on", Words::tab},
    {"crash", Words::tab},
    {"reload", Words::tab},
    {"discard", Words::tab},
    {"duplicate", Words::tab_value},
    {"cache", Words::tab},
    {"back", Words::tab},
    {"terms", Words::tab_value},
    {"signals", Words::tab_value},
    {"sleep", Words::value},
    {"step-clock", Words::value},
    {"drift", Words::value},
    {"stall", Words::value},
    {"throttle", Words::value},
    {"offline", Words::none},
    {"online", Words::none},
    {"clear", Words::account},
    {"garbage", Words::account},
    {"forge-activity", Words::both},
    {"forge-end", Words::account},
    {"revert", Words::account},
    {"fail", Words::account},
    {"fill", Words::account},
    {"heal", Words::account},
    {"hub-down", Words::account},
    {"hub-up", Words::account},
    {"hub-clear", Words::account},
}};

const ActRow& row_of(Act act) { return kActs[static_cast<std::size_t>(act)]; }

std::string number(std::int64_t value) { return ' ' + std::to_string(value); }

// The words of a line, one after the other.
class Line {
 public:
  explicit Line(std::string_view text) : rest_(text) {}

  std::string_view word() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
    const std::string_view found = rest_.substr(0, rest_.find(' '));
    rest_.remove_prefix(found.size());
    return found;
  }
  std::optional<std::int64_t> number() { return number_of(word()); }
  bool is_at_end() { return word().empty(); }

  static std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || at != end) return std::nullopt;
    return value;
  }

 private:
  std::string_view rest_;
};

// Seconds with three places.
std::optional<std::int64_t> time_of(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos || text.size() != point + 4) return std::nullopt;
  const auto whole = Line::number_of(text.substr(0, point));
  const auto parts = Line::number_of(text.substr(point + 1));
  if (!whole || !parts || *whole < 0 || *parts < 0) return std::nullopt;
  return *whole * 1000 + *parts;
}

bool read_words(Words words, Line& line, Step& step) {
  const auto take = [&line](std::int64_t& into) {
    const auto value = line.number();
    into = value.value_or(0);
    return value.has_value();
  };
  switch (words) {
    case Words::none:
      return true;
    case Words::tab:
      return take(step.tab);
    case Words::value:
      return take(step.value);
    case Words::account:
      return take(step.other);
    case Words::tab_value:
      return take(step.tab) && take(step.value);
    case Words::both:
      return take(step.value) && take(step.other);
    case Words::tab_app_account: {
      if (!take(step.tab)) return false;
      const auto app = app_class_named(line.word());
      if (!app) return false;
      step.value = static_cast<std::int64_t>(*app);
      return take(step.other);
    }
  }
  return false;
}

bool read_step(Line& line, std::int64_t at, Step& step) {
  const std::string_view name = line.word();
  for (std::size_t i = 0; i < kActCount; ++i) {
    if (kActs[i].name != name) continue;
    step = {.at = at, .act = static_cast<Act>(i)};
    return read_words(kActs[i].words, line, step) && line.is_at_end();
  }
  return false;
}

bool read_line(std::string_view text, Script& script) {
  Line line(text);
  const std::string_view first = line.word();
  if (first.empty() || first.starts_with('#')) return true;
  if (const auto at = time_of(first)) {
    const bool is_in_order = script.steps.empty() || script.steps.back().at <= *at;
    script.steps.emplace_back();
    return is_in_order && read_step(line, *at, script.steps.back());
  }
  const auto value = line.number();
  bool found = false;
  for_each_setting(script.settings, [&](std::string_view name, std::int64_t& setting) {
    if (name != first || !value) return;
    setting = *value;
    found = true;
  });
  return found && line.is_at_end();
}

}  // namespace

std::string text_of(const Step& step) {
  std::array<char, 32> time{};
  std::snprintf(time.data(), time.size(), "%lld.%03lld ", static_cast<long long>(step.at / 1000),
                static_cast<long long>(step.at % 1000));
  std::string text = time.data();
  text += row_of(step.act).name;
  switch (row_of(step.act).words) {
    case Words::none:
      break;
    case Words::tab:
      text += number(step.tab);
      break;
    case Words::value:
      text += number(step.value);
      break;
    case Words::account:
      text += number(step.other);
      break;
    case Words::tab_value:
      text += number(step.tab) + number(step.value);
      break;
    case Words::both:
      text += number(step.value) + number(step.other);
      break;
    case Words::tab_app_account:
      text += number(step.tab) + ' ';
      text += name_of(static_cast<AppClass>(step.value));
      text += number(step.other);
  }
  return text;
}

std::string text_of(const Script& script) {
  std::string text;
  const Settings usual;
  std::vector<std::int64_t> defaults;
  for_each_setting(usual, [&](std::string_view, std::int64_t value) { defaults.push_back(value); });
  std::size_t i = 0;
  for_each_setting(script.settings, [&](std::string_view name, std::int64_t value) {
    if (value != defaults[i++]) text.append(name).append(number(value)).append("\n");
  });
  for (const Step& step : script.steps) text += text_of(step) + '\n';
  return text;
}

std::optional<Script> read_script(std::string_view text, std::string& wrong) {
  Script script;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!read_line(line, script)) {
      wrong = line;
      return std::nullopt;
    }
  }
  return script;
}

}  // namespace idleguard::simulation
