#include "core/record.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace idleguard {
namespace {

constexpr std::size_t kStampDigits = 15;
constexpr std::size_t kMostKeyLength = 64;

enum class Detail : std::uint8_t { none, reason, generation, section };

struct KindRow {
  char letter;
  bool has_id;
  bool has_group;
  Detail detail;
};

// In the order of `FactKind`; the letters are the protocol's.
constexpr std::array<KindRow, kFactKindCount> kKinds = {{
    {'L', true, true, Detail::none},
    {'S', true, true, Detail::none},
    {'U', true, true, Detail::none},
    {'E', true, true, Detail::reason},
    {'X', true, true, Detail::none},
    {'R', true, true, Detail::none},
    {'P', true, true, Detail::section},
    {'H', true, false, Detail::none},
    {'Z', true, false, Detail::none},
    {'B', false, false, Detail::none},
    {'g', false, false, Detail::generation},
}};

const KindRow& row_of(FactKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

bool read_detail(Detail detail, std::string_view text, FactValue& value) {
  switch (detail) {
    case Detail::none:
      return text.empty();
    case Detail::reason: {
      const auto reason = reason_named(text);
      value.reason = reason.value_or(Reason::idle);
      return reason.has_value();
    }
    case Detail::generation:
    case Detail::section: {
      const auto id = read_id(text.substr(0, kIdLength));
      text.remove_prefix(std::min(kIdLength, text.size()));
      const auto session = text.empty() ? Id{} : read_id(text);
      value.id = id.value_or(Id{});
      value.session = session.value_or(Id{});
      if (!id || !session) return false;
      if (detail == Detail::section) return !text.empty();
      // None is written as nothing: one value has one form.
      return !id->is_none() && session->is_none() == text.empty();
    }
  }
  return false;
}

// `L:<id>:<group>`, as many parts as the kind has.
std::optional<FactKey> read_key(std::string_view text) {
  if (text.empty() || text.size() > kMostKeyLength) return std::nullopt;
  const auto row = std::find_if(kKinds.begin(), kKinds.end(),
                                [&](const KindRow& each) { return each.letter == text.front(); });
  if (row == kKinds.end()) return std::nullopt;
  text.remove_prefix(1);
  FactKey key{.kind = static_cast<FactKind>(row - kKinds.begin()), .id = {}};
  if (row->has_id) {
    if (!text.starts_with(':')) return std::nullopt;
    const auto id = read_id(text.substr(1, kIdLength));
    if (!id || id->is_none()) return std::nullopt;
    key.id = *id;
    text.remove_prefix(1 + kIdLength);
  }
  if (row->has_group) {
    if (text.size() != 2 || text[0] != ':') return std::nullopt;
    const auto group = static_cast<std::size_t>(text[1] - '0');
    if (text[1] < '0' || group >= kGroupCount) return std::nullopt;
    key.group = static_cast<Group>(group);
    text.remove_prefix(2);
  }
  if (!text.empty()) return std::nullopt;
  return key;
}

}  // namespace

void append_record_key(std::string& out, const FactKey& key) {
  const KindRow& row = row_of(key.kind);
  out.push_back(row.letter);
  if (row.has_id) append_id(out += ':', key.id);
  if (row.has_group) (out += ':').push_back(static_cast<char>('0' + static_cast<int>(key.group)));
}

void append_record_value(std::string& out, const Fact& fact) {
  append_integer(out, fact.value.stamp, kStampDigits);
  const Detail detail = row_of(fact.key.kind).detail;
  if (detail == Detail::reason) out.append(name_of(fact.value.reason));
  if (detail >= Detail::generation) {
    append_id(out, fact.value.id);
    const bool is_named = !fact.value.session.is_none();
    if (is_named || detail == Detail::section) append_id(out, fact.value.session);
  }
}

std::optional<Fact> read_fact(std::string_view key_text, std::string_view value_text) {
  const std::optional<FactKey> key = read_key(key_text);
  if (!key) return std::nullopt;
  const std::size_t length = value_text.size();
  const auto stamp = take_digits(value_text, kStampDigits);
  if (!stamp || length - value_text.size() != kStampDigits) return std::nullopt;
  if (*stamp == kNever.ms) return std::nullopt;
  Fact fact{*key, {.stamp = *stamp}};
  if (!read_detail(row_of(key->kind).detail, value_text, fact.value)) return std::nullopt;
  return fact;
}

}  // namespace idleguard
