// A policy as values: what an administrator decided, with every default filled in and every value
// valid. The five kinds of policy say different things in different words; here they are one kind
// of section, so that what follows from them needs no case for each. How they are written down is
// `policy_document.hpp`; what they mean for a session is `decision.hpp`.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>

#include "core/profile.hpp"
#include "core/time.hpp"

namespace idleguard {

/// The least that anybody must have to answer the prompt (R119, WCAG 2.2.1).
inline constexpr Millis kShortestAnswerTime = seconds(20);

/// Where the prompt stands (R109 to R113).
enum class PromptMode : std::uint8_t {
  none,          // sign-out comes without one
  at_limit,      // at the limit; the grace comes on top of it (R110)
  within_limit,  // before the limit, by a lead that follows from it (R110)
  fixed,         // at an offset of its own before the limit
};

/// What counts as activity (R75 to R81).
enum class ActivityRule : std::uint8_t {
  input,    // any real input
  request,  // a click or key that leads to a request of the app (R79)
  focus,    // as long as the page has the focus; input alone is none (R81)
};

/// Rows of the condition matrix, in the order in which they are tried.
enum class Condition : std::uint8_t { c1, c2, c3, c4, c5, c6, c7 };

/// The rows in which a section lets a session go.
class ConditionSet {
 public:
  constexpr ConditionSet() = default;
  template <class... Rows>
  constexpr explicit ConditionSet(Rows... rows) {
    (insert(rows), ...);
  }
  constexpr void insert(Condition row) { bits_ = static_cast<std::uint8_t>(bits_ | bit(row)); }
  constexpr bool contains(Condition row) const { return (bits_ & bit(row)) != 0; }

  friend constexpr bool operator==(ConditionSet, ConditionSet) = default;

 private:
  static constexpr unsigned bit(Condition row) { return 1U << static_cast<unsigned>(row); }

  std::uint8_t bits_ = 0;
};

/// One section of a policy: what one of the sources says. Durations count from the last activity.
struct Section {
  Millis sign_out_after;  // the grace of `at_limit` included
  Millis warn_after;      // of `at_limit` and `fixed`
  // One byte each, eight of them: a section is written down as three numbers (snapshot.hpp).
  PromptMode prompt = PromptMode::none;
  ActivityRule activity = ActivityRule::input;
  ConditionSet releases;       // the section's column of the condition matrix
  bool pointer_motion = true;  // R76
  bool holds_with_sso = true;  // R11: for sessions begun by single sign-on, and for the others
  bool holds_without_sso = true;
  bool only_proposes = false;  // the portal's: the user's starting value, which binds nobody (R33)
  bool is_inherited = false;   // the portal's: taken from `m365` (R29)
};
// Nothing in it lies between its members, so bytes can be compared.
static_assert(std::has_unique_object_representations_v<Section> && sizeof(Section) == 24);
inline bool operator==(const Section& a, const Section& b) {
  return std::memcmp(&a, &b, sizeof(Section)) == 0;
}

/// A missing section is off (R1).
class Policy {
 public:
  std::optional<Section>& operator[](Source source) { return sections_[index(source)]; }
  const std::optional<Section>& operator[](Source source) const { return sections_[index(source)]; }

 private:
  static constexpr std::size_t index(Source source) { return static_cast<std::size_t>(source); }

  std::array<std::optional<Section>, kSourceCount> sections_;
};

/// Sections with what never differs filled in: activity, and the column of the condition matrix.
Section m365_section(Millis timeout, PromptMode prompt = PromptMode::at_limit,
                     Millis grace = minutes(1));
Section share_point_section(Millis warn_after, Millis sign_out_after);
Section outlook_section(Millis interval = hours(6));
Section portal_section(Millis timeout);
/// `warn_after` zero: no prompt.
Section custom_section(Millis warn_after, Millis sign_out_after);

/// What the portal takes: its own section, else that of `m365` as a limit of its own (R29).
std::optional<Section> portal_section_of(const Policy& policy);

/// Whether a session that runs takes over what an administrator has changed since (R42); otherwise
/// it keeps what it began with (R41).
bool is_adopted(Source source);

}  // namespace idleguard
