// What the program says about itself.
#pragma once

#include <string>

namespace idleguard::command {

std::string help_text();

}  // namespace idleguard::command
