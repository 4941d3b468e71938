// What problems mean, for people: the texts of `web/problem-texts.json`, which pages have as well.
#pragma once

#include <string_view>

#include "core/problem.hpp"

namespace idleguard::command {

/// What is said of this field, else what is said of the problem anywhere.
std::string_view text_of(const Problem& problem);

}  // namespace idleguard::command
