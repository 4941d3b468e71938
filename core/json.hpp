// Bounded reading and writing of JSON. Reading is one pass over the text into a flat list of nodes,
// each with its place in the text, so that every complaint about a document can point to a line.
// Nothing here knows what a document means. The tokens are nlohmann/json's; the bounds are ours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/problem.hpp"

namespace idleguard {

/// Longest text that is read, in bytes; longer ones are refused unread.
inline constexpr std::size_t kMostJsonBytes = 64 * 1024;
/// Deepest nesting and most values that are read.
inline constexpr std::size_t kMostJsonDepth = 16;
inline constexpr std::size_t kMostJsonNodes = 4096;

class JsonChildren;

/// One value. The values inside it follow it in the document's list, so a node is to be used where
/// it lies and never copied out.
struct JsonNode {
  enum class Kind : std::uint8_t { null, boolean, integer, fraction, string, array, object };

  Kind kind = Kind::null;
  bool boolean = false;
  std::uint32_t begin = 0;   // first byte of the value, or of its key when it has one
  std::uint32_t size = 1;    // nodes, this one and all inside it
  std::int64_t integer = 0;  // `fraction`, and beyond 18 digits: not kept, nothing of ours uses one
  std::string_view text;     // into the document
  std::string_view key;      // within an object; into the document

  JsonChildren children() const;
  /// The member `name`; null when there is none, or this is no object.
  const JsonNode* member(std::string_view name) const;
};
// Else the list of nodes would bring much code for growing along.
static_assert(std::is_trivially_copyable_v<JsonNode>);

/// The values directly inside a node, in order; none inside what is no array or object.
class JsonChildren {
 public:
  struct Iterator {
    const JsonNode* at;

    const JsonNode& operator*() const { return *at; }
    Iterator& operator++() {
      at += at->size;
      return *this;
    }
    friend bool operator==(Iterator, Iterator) = default;
  };

  explicit JsonChildren(const JsonNode& parent) : parent_(parent) {}
  Iterator begin() const { return {&parent_ + 1}; }
  Iterator end() const { return {&parent_ + parent_.size}; }

 private:
  const JsonNode& parent_;
};

class JsonDocument {
 public:
  /// Reads `text` (UTF-8, a byte order mark is allowed), which must outlive the document. What is
  /// wrong is added to `problems`, and then the document has no root. A key that appears twice in
  /// an object is a problem, and so is a text of more than `most_bytes`.
  JsonDocument(std::string_view text, Problems& problems, std::size_t most_bytes = kMostJsonBytes);
  /// Reads the text of the string `node` of `outer`, as a document that lies within that one: its
  /// places and pointers are those of the outer text.
  JsonDocument(const JsonDocument& outer, const JsonNode& node, Problems& problems);
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  const JsonNode* root() const { return nodes_.empty() ? nullptr : &nodes_.front(); }

  /// A problem at the place of `node`, with the RFC 6901 pointer to it.
  Problem problem_at(const JsonNode& node, std::string_view code) const;

 private:
  friend class JsonReader;

  void read(Problems& problems);
  std::string pointer(const JsonNode* node) const;  // null: the document itself
  Problem problem_at(std::size_t begin, std::string_view code) const;

  const JsonDocument* outer_ = nullptr;  // with the node of it that this document is the text of
  const JsonNode* place_ = nullptr;
  std::string_view text_;
  std::string strings_;  // decoded, one behind the other; what nodes point into
  std::vector<JsonNode> nodes_;
};

/// Appends `text` as a JSON string, quotes included.
void append_json_string(std::string& out, std::string_view text);

}  // namespace idleguard
