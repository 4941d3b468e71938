// Carries out what the program was asked to do.
#pragma once

#include "bindings/command/arguments.hpp"

namespace idleguard::command {

/// The exit status of the program.
enum class Outcome : int {
  done = 0,
  refused = 1,   // a document is wrong, or does not meet the baseline
  hindered = 2,  // wrong usage; a file that cannot be read; output that cannot be written
};

Outcome perform(const Task& task);

}  // namespace idleguard::command
