#include "core/json_writer.hpp"

#include "core/check.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace idleguard {

JsonWriter& JsonWriter::open_object() { return open("{", '}'); }
JsonWriter& JsonWriter::open_list() { return open("[", ']'); }

JsonWriter& JsonWriter::close() {
  IDLEGUARD_CHECK(!closing_.empty() && !has_key_);
  const char bracket = closing_.back();
  closing_.pop_back();
  if (!is_empty_) begin_line();
  out_ += bracket;
  is_empty_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  begin_value();
  append_json_string(out_, name);
  out_ += ": ";
  has_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  begin_value();
  append_json_string(out_, value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  begin_value();
  append_integer(out_, value);
  return *this;
}

JsonWriter& JsonWriter::flag(bool value) {
  begin_value();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  begin_value();
  out_ += "null";
  return *this;
}

std::string JsonWriter::finish() {
  IDLEGUARD_CHECK(closing_.empty());
  return out_ + '\n';
}

JsonWriter& JsonWriter::open(std::string_view bracket, char closing) {
  begin_value();
  out_ += bracket;
  closing_ += closing;
  is_empty_ = true;
  return *this;
}

void JsonWriter::begin_value() {
  if (has_key_) {
    has_key_ = false;
    return;
  }
  if (closing_.empty()) return;
  if (!is_empty_) out_ += ',';
  begin_line();
  is_empty_ = false;
}

void JsonWriter::begin_line() {
  out_ += '\n';
  out_.append(2 * closing_.size(), ' ');
}

}  // namespace idleguard
