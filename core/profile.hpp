// The vocabulary of the systems whose behaviour is reproduced: app classes, the groups in which
// activity is shared, the sources of a limit, and the signals that a session may carry. Names only;
// what follows from them is `decision.hpp`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace idleguard {

/// R25, R26, and `custom` for an app with a policy of its own.
enum class AppClass : std::uint8_t {
  share_point,
  one_drive,
  outlook,
  fabric,
  home,
  office,
  admin_center,
  defender,
  purview,
  azure_portal,
  custom,
};

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

/// The section of a policy that decided.
enum class Source : std::uint8_t { m365, share_point, outlook, azure_portal, custom };

/// What is known about the session; absent is unknown, and unknown is never exempt (R61).
struct Signals {
  std::optional<bool> keep_me_signed_in;
  std::optional<bool> device_sso;
  std::optional<bool> device_compliant;
  std::optional<bool> device_domain_joined;
  std::optional<bool> app_enforced_restrictions;
  std::optional<bool> sso_session;
  std::optional<bool> third_party_blocked;

  friend bool operator==(const Signals&, const Signals&) = default;
};

std::string_view name_of(AppClass app);
std::string_view name_of(Source source);
std::optional<AppClass> app_class_named(std::string_view name);

}  // namespace idleguard
