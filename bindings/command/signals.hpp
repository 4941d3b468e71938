// Reads the signals of the public API from text: what a page would hand over.
#pragma once

#include <string>
#include <string_view>

#include "core/profile.hpp"

namespace idleguard::command {

/// `wrong`: what to do about the first mistake; left alone when there is none.
Signals signals_from(std::string_view text, std::string& wrong);

}  // namespace idleguard::command
