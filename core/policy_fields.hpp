// The fields that policy documents have, in one table: name, what may be written there, and in
// which objects. One function reads any of these objects by it, and finds everything that is wrong
// with its fields; what the values mean is `policy_sections.hpp`.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "core/json.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"

namespace idleguard {

/// The kinds of object in the documents.
enum class Form : std::uint8_t {
  custom,       // sections of ours, and what their systems write
  m365,         //
  share_point,  //
  outlook,      //
  portal,       //
  own,          // our document
  graph,        // Graph's `activityBasedTimeoutPolicy`
  definition,   // the text inside it, and the object inside that
  application,  // one entry of that
  settings,     // Graph's `sharepointSettings`
};

/// Where a value is kept. Spellings of one thing share a slot.
enum class Slot : std::uint8_t {
  enabled,
  with_sso,
  prompt,
  pointer_motion,
  is_default,
  warn_after,
  sign_out_after,
  notice,
  grace,
  refresh,
  hours,
  minutes,
  prompt_mode,
  idleness,
  list,  // and other things that are looked at as they are
  other,
};
inline constexpr std::size_t kSlotCount = 16;

/// One object of a document, with the values of its known fields. Everything that is wrong with
/// them is among the findings; such a field counts as not there.
class PolicyFields {
 public:
  /// `is_alone`: the fields are among many that have nothing to do with us, and are not named.
  PolicyFields(const JsonDocument& document, const JsonNode& node, Form form, Findings& findings,
               bool is_alone = false);

  bool has(Slot slot) const { return nodes_[index(slot)] != nullptr; }
  /// Lengths of time, in milliseconds; switches and words, as 0 or 1.
  std::int64_t get(Slot slot, std::int64_t otherwise = 0) const {
    return has(slot) ? values_[index(slot)] : otherwise;
  }
  Millis length(Slot slot, Millis otherwise = {}) const { return {get(slot, otherwise.count)}; }
  const JsonNode& node() const { return node_; }
  /// Of the slot's field; null without one.
  const JsonNode* node(Slot slot) const { return nodes_[index(slot)]; }
  /// The node of `name`; a problem when there is none, or it is not of this kind.
  const JsonNode* require(std::string_view name, JsonNode::Kind kind) const;
  /// Whether the field is there; a problem if not.
  bool require(Slot slot) const;
  /// The same for another object of the document, or of one inside it.
  PolicyFields within(const JsonNode& node, Form form) const {
    return {document_, node, form, findings_};
  }
  PolicyFields within(const JsonDocument& document, Form form) const {
    return {document, *document.root(), form, findings_};
  }
  const JsonDocument& document() const { return document_; }
  Findings& findings() const { return findings_; }

  /// A problem, or a warning, at the place of the slot's field, or of the object without one.
  void wrong(Slot slot, std::string_view code) const;
  void doubtful(Slot slot, std::string_view code) const;
  void wrong(const JsonNode& node, std::string_view code) const;
  void doubtful(const JsonNode& node, std::string_view code) const;

 private:
  static constexpr std::size_t index(Slot slot) { return static_cast<std::size_t>(slot); }
  const JsonNode& place(Slot slot) const { return has(slot) ? *nodes_[index(slot)] : node_; }
  void missing(std::string_view name) const;
  void read(const JsonNode& field, bool is_alone);

  const JsonDocument& document_;
  const JsonNode& node_;
  Form form_;
  Findings& findings_;
  std::array<const JsonNode*, kSlotCount> nodes_{};
  std::array<std::int64_t, kSlotCount> values_{};
};

/// Whose document this is: the first field of the table that it has says so.
Form form_of(const JsonNode& node);

}  // namespace idleguard
