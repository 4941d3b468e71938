#include "core/profile.hpp"

#include <array>

#include "core/text.hpp"

namespace idleguard {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, kAppClassCount> kAppNames = {
    "outlook",     "sharePoint", "oneDrive", "fabric",      "home",  "office",
    "adminCenter", "defender",   "purview",  "azurePortal", "custom"};
constexpr std::array<std::string_view, kSourceCount> kSourceNames = {
    "m365", "sharePoint", "outlook", "azurePortal", "custom"};
constexpr std::array<std::string_view, kSignalCount> kSignalNames = {
    "keepMeSignedIn",          "deviceSso",  "deviceCompliant",  "deviceDomainJoined",
    "appEnforcedRestrictions", "ssoSession", "thirdPartyBlocked"};

}  // namespace

Source own_source(AppClass app) {
  switch (app) {
    case AppClass::outlook:
      return Source::outlook;
    case AppClass::share_point:
    case AppClass::one_drive:
      return Source::share_point;
    case AppClass::azure_portal:
      return Source::azure_portal;
    case AppClass::custom:
      return Source::custom;
    default:
      return Source::m365;
  }
}

std::string_view name_of(AppClass app) { return kAppNames[static_cast<std::size_t>(app)]; }
std::string_view name_of(Source source) { return kSourceNames[static_cast<std::size_t>(source)]; }
std::string_view name_of(Signal signal) { return kSignalNames[static_cast<std::size_t>(signal)]; }

std::optional<AppClass> app_class_named(std::string_view name) {
  const auto found = index_of(kAppNames, name);
  if (!found) return std::nullopt;
  return static_cast<AppClass>(*found);
}

}  // namespace idleguard
