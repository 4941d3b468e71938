// What the program was asked to do. Knows no files: names are passed on as they are.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/baseline.hpp"
#include "core/profile.hpp"

namespace idleguard::command {

struct Check {
  std::vector<std::string> files;
  const Baseline* baseline = nullptr;  // null: none was named
  bool as_json = false;
};

struct Explain {
  std::string file;
  AppClass app = AppClass::custom;
  Signals signals;
  Preference preference;
  bool as_json = false;
};

struct Convert {
  std::string file;
};

struct ShowHelp {};
struct ShowVersion {};

/// Wrong usage: one line that says what to do.
struct Misuse {
  std::string message;
};

using Task = std::variant<Check, Explain, Convert, ShowHelp, ShowVersion, Misuse>;

/// `words`: the command line without the program's name.
Task task_from(const std::vector<std::string>& words);

}  // namespace idleguard::command
