// Writes JSON for people and programs: indented, members in the order in which they are given.
// Knows nothing of what it writes, and no page loads it: what crosses to JavaScript is written
// without spaces (bindings/embind).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace idleguard {

/// Calls must follow the shape of a document: a key before each value inside an object, and as many
/// `close` as `open_object` and `open_list`.
class JsonWriter {
 public:
  JsonWriter& open_object();
  JsonWriter& open_list();
  JsonWriter& close();
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& flag(bool value);
  JsonWriter& null();

  /// What was written, with a line end behind it; nothing may be open.
  std::string finish();

 private:
  JsonWriter& open(std::string_view bracket, char closing);
  void begin_value();
  void begin_line();

  std::string out_;
  std::string closing_;  // the brackets that are open, innermost last
  bool is_empty_ = true;
  bool has_key_ = false;
};

}  // namespace idleguard
