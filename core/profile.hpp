// The vocabulary of the systems whose behaviour is reproduced: app classes, the groups in which
// activity is shared, the sources of a limit, and the signals that a session may carry. Names only;
// what follows from them is `decision.hpp`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace idleguard {

/// R25, R26, and `custom` for an app with a policy of its own.
enum class AppClass : std::uint8_t {
  outlook,
  share_point,
  one_drive,
  fabric,
  home,
  office,
  admin_center,
  defender,
  purview,
  azure_portal,
  custom,
};
inline constexpr std::size_t kAppClassCount = 11;

/// A set of apps that share one last activity and one end (R35). `suite` is everything of R25 while
/// the `m365` policy is on.
enum class Group : std::uint8_t { suite, share_point, outlook, azure_portal, custom };
inline constexpr std::size_t kGroupCount = 5;

inline constexpr std::array<Group, kGroupCount> kGroups = {
    Group::suite, Group::share_point, Group::outlook, Group::azure_portal, Group::custom};

/// Any number of groups.
class GroupSet {
 public:
  constexpr GroupSet() = default;
  constexpr explicit GroupSet(Group only) { insert(only); }

  constexpr void insert(Group group) { bits_ = static_cast<std::uint8_t>(bits_ | bit(group)); }
  constexpr bool contains(Group group) const { return (bits_ & bit(group)) != 0; }

  friend constexpr bool operator==(GroupSet, GroupSet) = default;

 private:
  static constexpr unsigned bit(Group group) { return 1U << static_cast<unsigned>(group); }

  std::uint8_t bits_ = 0;
};

/// The sections that a policy may have; each in the place of the group that it speaks for.
enum class Source : std::uint8_t { m365, share_point, outlook, azure_portal, custom };
inline constexpr std::size_t kSourceCount = 5;

/// The group whose apps a section speaks for: in `m365` all of them are one.
constexpr Group group_of(Source source) { return static_cast<Group>(source); }
constexpr Source source_of(Group group) { return static_cast<Source>(group); }

/// What a session may be known to be.
enum class Signal : std::uint8_t {
  keep_me_signed_in,
  device_sso,
  device_compliant,
  device_domain_joined,
  app_enforced_restrictions,
  sso_session,
  third_party_blocked,
};
inline constexpr std::size_t kSignalCount = 7;

/// What is known about the session, each signal true, false or unknown; unknown is never exempt
/// (R61).
class Signals {
 public:
  constexpr Signals() = default;
  /// Those that are true; the others are unknown.
  template <class... All>
  constexpr explicit Signals(All... holding) {
    (set(holding, true), ...);
  }

  constexpr void set(Signal signal, bool value) {
    known_ = static_cast<std::uint8_t>(known_ | bit(signal));
    if (value) true_ = static_cast<std::uint8_t>(true_ | bit(signal));
  }
  constexpr bool is_known(Signal signal) const { return (known_ & bit(signal)) != 0; }
  /// False also when it is unknown.
  constexpr bool holds(Signal signal) const { return (true_ & bit(signal)) != 0; }
  constexpr bool is_empty() const { return known_ == 0; }

  /// What is known here, and for the rest what `other` knows.
  constexpr Signals or_else(Signals other) const {
    Signals both = *this;
    both.known_ = static_cast<std::uint8_t>(known_ | other.known_);
    both.true_ = static_cast<std::uint8_t>(true_ | (other.true_ & ~known_));
    return both;
  }

  friend constexpr bool operator==(Signals, Signals) = default;

 private:
  static constexpr unsigned bit(Signal signal) { return 1U << static_cast<unsigned>(signal); }

  std::uint8_t known_ = 0;
  std::uint8_t true_ = 0;
};

/// The user's own limit for the portal (R31); `kNeverIdle`: none at all.
using Preference = std::optional<Millis>;
inline constexpr Millis kNeverIdle{INT64_MAX};

/// Whether the app belongs to Microsoft 365 (R25): not the portal, and no app of one's own.
constexpr bool is_suite(AppClass app) { return app < AppClass::azure_portal; }
/// The section that speaks for the app while `m365` is off; `m365` where there is none (R28).
Source own_source(AppClass app);

std::string_view name_of(AppClass app);
std::string_view name_of(Source source);
std::string_view name_of(Signal signal);
std::optional<AppClass> app_class_named(std::string_view name);

}  // namespace idleguard
