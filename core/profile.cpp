#include "core/profile.hpp"

#include <array>

#include "core/text.hpp"

namespace idleguard {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 11> kAppNames = {
    "sharePoint",  "oneDrive", "outlook", "fabric",      "home",  "office",
    "adminCenter", "defender", "purview", "azurePortal", "custom"};
constexpr std::array<std::string_view, 5> kSourceNames = {"m365", "sharePoint", "outlook",
                                                          "azurePortal", "custom"};

}  // namespace

std::string_view name_of(AppClass app) { return kAppNames[static_cast<std::size_t>(app)]; }
std::string_view name_of(Source source) { return kSourceNames[static_cast<std::size_t>(source)]; }

std::optional<AppClass> app_class_named(std::string_view name) {
  const auto found = index_of(kAppNames, name);
  if (!found) return std::nullopt;
  return static_cast<AppClass>(*found);
}

}  // namespace idleguard
