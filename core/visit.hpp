// std::visit goes through a table of functions, which the optimiser does not see through: each of
// them is kept apart, and nothing is shared between them. This is the same as comparisons.
#pragma once

#include <variant>

namespace idleguard {

/// Calls `function` with what `variant` holds.
template <class Function, class... Alternatives>
void visit(const std::variant<Alternatives...>& variant, Function function) {
  const auto visit_if = [&](const auto* held) {
    if (held != nullptr) function(*held);
  };
  (visit_if(std::get_if<Alternatives>(&variant)), ...);
}

}  // namespace idleguard
