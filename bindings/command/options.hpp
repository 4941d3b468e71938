// Splits a command line into operands and options, by the usual rules. Knows no command.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idleguard::command {

struct OptionRule {
  std::string_view name;  // with its dashes
  bool takes_value = false;
};

struct CommandLine {
  std::vector<std::string> operands;
  std::vector<std::pair<std::string_view, std::string>> options;  // names are those of the rules
  std::string wrong;  // what to do about the first mistake; empty: there is none

  bool has(std::string_view name) const { return value_of(name).has_value(); }
  std::optional<std::string> value_of(std::string_view name) const;
};

/// Options may stand before and behind operands, values in the same word or the next one; `--` ends
/// the options, and `-` is an operand.
CommandLine split(std::span<const std::string> words, std::span<const OptionRule> rules);

}  // namespace idleguard::command
