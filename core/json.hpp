// Bounded reading and writing of JSON. Reading is one pass over the text into a flat list of nodes,
// each with its place in the text, so that every complaint about a document can point to a line.
// Nothing here knows what a document means. The grammar is nlohmann/json's; the bounds are ours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"

namespace idleguard {

/// Longest text that is read, in bytes; longer ones are refused unread.
inline constexpr std::size_t kMostJsonBytes = 64 * 1024;
/// Deepest nesting and most values that are read.
inline constexpr std::size_t kMostJsonDepth = 16;
inline constexpr std::size_t kMostJsonNodes = 4096;

struct JsonNode {
  enum class Kind : std::uint8_t { null, boolean, integer, fraction, string, array, object };

  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0;  // `fraction`: not kept, no document of ours has a use for one
  std::string text;
  std::string key;           // within an object
  std::uint32_t parent = 0;  // the root is its own parent
  std::uint32_t begin = 0;   // first byte of the value, or of its key when it has one
  std::vector<std::uint32_t> children;
};

class JsonDocument {
 public:
  /// Reads `text` (UTF-8, a byte order mark is allowed). What is wrong is added to `problems`, and
  /// then the document has no root. A key that appears twice in an object is a problem.
  static JsonDocument parse(std::string_view text, Problems& problems);

  const JsonNode* root() const { return nodes_.empty() ? nullptr : &nodes_.front(); }
  const JsonNode& child(const JsonNode& parent, std::size_t index) const;
  /// The member `key` of an object; null when there is none, or `object` is no object.
  const JsonNode* member(const JsonNode& object, std::string_view key) const;

  /// RFC 6901 pointer to `node`.
  std::string pointer(const JsonNode& node) const;
  /// A problem at the place of `node`.
  Problem problem_at(const JsonNode& node, std::string_view code, std::string message) const;

 private:
  friend class JsonBuilder;
  std::vector<JsonNode> nodes_;
  std::vector<std::uint32_t> line_starts_;
};

/// Appends `text` as a JSON string, quotes included.
void append_json_string(std::string& out, std::string_view text);

}  // namespace idleguard
