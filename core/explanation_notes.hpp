// The reasons for a decision in sentences, each with the rules that it follows from. Decides
// nothing.
#pragma once

#include <string>
#include <vector>

#include "core/explanation.hpp"

namespace idleguard {

/// Why it was decided so, and what would change it.
std::string reason_for(const Question& question, const Decision& decision);

/// One at least: the reason, and then what else is worth knowing.
std::vector<std::string> notes_on(const Question& question, const Decision& decision);

/// As people say it: `1 hour 1 minute`.
std::string in_words(Millis length);

}  // namespace idleguard
