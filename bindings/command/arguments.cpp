#include "bindings/command/arguments.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "bindings/command/options.hpp"
#include "bindings/command/signals.hpp"
#include "core/policy_document.hpp"

namespace idleguard::command {
namespace {

constexpr OptionRule kHelp{.name = "--help"};
constexpr OptionRule kVersion{.name = "--version"};
constexpr OptionRule kJson{.name = "--json"};
constexpr OptionRule kBaseline{.name = "--baseline", .takes_value = true};
constexpr OptionRule kApp{.name = "--app", .takes_value = true};
constexpr OptionRule kSignals{.name = "--signals", .takes_value = true};
constexpr OptionRule kPreference{.name = "--preference", .takes_value = true};

constexpr std::array kCheckRules = {kBaseline, kJson, kHelp};
constexpr std::array kExplainRules = {kApp, kSignals, kPreference, kJson, kHelp};
constexpr std::array kConvertRules = {kHelp};
constexpr std::array kTopRules = {kHelp, kVersion};

std::string app_names() {
  std::string names;
  for (std::size_t i = 0; i < kAppClassCount; ++i) {
    names.append(i == 0 ? "" : ", ").append(name_of(static_cast<AppClass>(i)));
  }
  return names;
}

std::string baseline_names() {
  std::string names;
  for (const Baseline& each : all_baselines()) {
    names.append(names.empty() ? "" : ", ").append(each.name);
  }
  return names;
}

Task check_from(const CommandLine& line) {
  Check check{.files = line.operands, .as_json = line.has(kJson.name)};
  if (check.files.empty()) return Misuse{"name a FILE to check, or - for standard input"};
  if (std::count(check.files.begin(), check.files.end(), "-") > 1) {
    return Misuse{"give - only once: there is one standard input"};
  }
  const auto baseline = line.value_of(kBaseline.name);
  if (!baseline) return check;
  check.baseline = baseline_named(*baseline);
  if (check.baseline != nullptr) return check;
  return Misuse{"there is no baseline \"" + *baseline + "\"; there are " + baseline_names()};
}

std::optional<Misuse> one_file(const CommandLine& line) {
  if (line.operands.size() == 1) return std::nullopt;
  return Misuse{line.operands.empty()
                    ? "name a FILE, or - for standard input"
                    : "name one FILE only, not also \"" + line.operands[1] + "\""};
}

Task explain_from(const CommandLine& line) {
  if (auto misuse = one_file(line)) return *misuse;
  Explain explain{.file = line.operands.front(), .as_json = line.has(kJson.name)};
  const auto app_name = line.value_of(kApp.name);
  if (!app_name) return Misuse{"say which app with --app: " + app_names()};
  const auto app = app_class_named(*app_name);
  if (!app) return Misuse{"there is no app class \"" + *app_name + "\"; there are " + app_names()};
  explain.app = *app;
  if (const auto text = line.value_of(kSignals.name)) {
    std::string wrong;
    explain.signals = signals_from(*text, wrong);
    if (!wrong.empty()) return Misuse{"--signals: " + wrong};
  }
  if (const auto text = line.value_of(kPreference.name)) {
    Findings findings;
    explain.preference = read_preference(*text, findings);
    if (!explain.preference) {
      return Misuse{"--preference: \"" + *text +
                    "\" is none; write never, or from 00:05:00 to 1.00:00:00"};
    }
  }
  return explain;
}

Task convert_from(const CommandLine& line) {
  if (auto misuse = one_file(line)) return *misuse;
  return Convert{.file = line.operands.front()};
}

struct CommandRow {
  std::string_view name;
  std::span<const OptionRule> rules;
  Task (*task)(const CommandLine&);
};
constexpr std::array<CommandRow, 3> kCommands = {{
    {"check", kCheckRules, check_from},
    {"explain", kExplainRules, explain_from},
    {"convert", kConvertRules, convert_from},
}};

Task without_command(const std::vector<std::string>& words) {
  const CommandLine line = split(words, kTopRules);
  if (!line.wrong.empty()) return Misuse{line.wrong};
  if (line.has(kHelp.name)) return ShowHelp{};
  if (line.has(kVersion.name)) return ShowVersion{};
  const std::string given = line.operands.empty() ? "" : ", not \"" + line.operands.front() + "\"";
  return Misuse{"say check, explain or convert" + given + "; see idleguard-policy --help"};
}

}  // namespace

Task task_from(const std::vector<std::string>& words) {
  const auto row = std::find_if(kCommands.begin(), kCommands.end(), [&](const CommandRow& each) {
    return !words.empty() && each.name == words.front();
  });
  if (row == kCommands.end()) return without_command(words);
  const CommandLine line = split(std::span(words).subspan(1), row->rules);
  if (line.has(kHelp.name)) return ShowHelp{};
  return line.wrong.empty() ? row->task(line) : Task(Misuse{line.wrong});
}

}  // namespace idleguard::command
