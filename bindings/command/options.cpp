#include "bindings/command/options.hpp"

#include <algorithm>

namespace idleguard::command {
namespace {

bool is_option(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

std::string listed(std::span<const OptionRule> rules) {
  std::string names;
  for (const OptionRule& rule : rules) {
    names.append(names.empty() ? "" : ", ").append(rule.name);
  }
  return names;
}

}  // namespace

std::optional<std::string> CommandLine::value_of(std::string_view name) const {
  for (const auto& [given, value] : options) {
    if (given == name) return value;
  }
  return std::nullopt;
}

CommandLine split(std::span<const std::string> words, std::span<const OptionRule> rules) {
  CommandLine line;
  const auto wrong = [&](std::string message) {
    if (line.wrong.empty()) line.wrong = std::move(message);
  };
  bool is_over = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_over || !is_option(word)) {
      line.operands.push_back(word);
      continue;
    }
    if (word == "--") {
      is_over = true;
      continue;
    }
    const std::size_t equals = std::min(word.find('='), word.size());
    const std::string name = word.substr(0, equals);
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const OptionRule& each) { return each.name == name; });
    const bool has_value = equals < word.size();
    if (rule == rules.end()) {
      wrong("there is no option " + name + " here; there are " + listed(rules));
    } else if (line.has(rule->name)) {
      wrong("give " + name + " only once");
    } else if (!rule->takes_value && has_value) {
      wrong("give " + name + " without a value");
    } else if (!rule->takes_value) {
      line.options.emplace_back(rule->name, "");
    } else if (has_value) {
      line.options.emplace_back(rule->name, word.substr(equals + 1));
    } else if (i + 1 < words.size()) {
      line.options.emplace_back(rule->name, words[++i]);
    } else {
      wrong("give " + name + " a value");
    }
  }
  return line;
}

}  // namespace idleguard::command
