#include "core/record.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace idleguard {
namespace {

constexpr std::size_t kStampDigits = 15;
constexpr std::size_t kMostKeyLength = 64;

enum class Word : std::uint8_t { none, reason, generation };

struct KindRow {
  char letter;
  bool has_id;
  bool has_group;
  Word word;
};

// In the order of `FactKind`; the letters are the protocol's.
constexpr std::array<KindRow, kFactKindCount> kKinds = {{
    {'L', true, true, Word::none},
    {'S', true, true, Word::none},
    {'U', true, true, Word::none},
    {'E', true, true, Word::reason},
    {'X', true, true, Word::none},
    {'R', true, true, Word::none},
    {'H', true, false, Word::none},
    {'Z', true, false, Word::none},
    {'B', false, false, Word::none},
    {'g', false, false, Word::generation},
}};

const KindRow& row_of(FactKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

bool is_id(std::string_view text) {
  return text.size() == kIdLength && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool word_is_valid(Word word, std::string_view text) {
  switch (word) {
    case Word::none:
      return text.empty();
    case Word::reason:
      return reason_named(text).has_value();
    case Word::generation:
      return is_id(text.substr(0, kIdLength)) &&
             (text.size() == kIdLength || is_id(text.substr(kIdLength)));
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
  FactKey key{.kind = static_cast<FactKind>(row - kKinds.begin())};
  if (row->has_id) {
    if (!text.starts_with(':') || !is_id(text.substr(1, kIdLength))) return std::nullopt;
    key.id = text.substr(1, kIdLength);
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

RecordEntry write_fact(const Fact& fact) {
  const KindRow& row = row_of(fact.key.kind);
  RecordEntry entry{.key = {row.letter}};
  if (row.has_id) entry.key.append(":").append(fact.key.id);
  if (row.has_group && fact.key.group) {
    entry.key.append(":").push_back(static_cast<char>('0' + static_cast<int>(*fact.key.group)));
  }
  const std::string digits = std::to_string(fact.value.stamp);
  entry.value.append(kStampDigits - std::min(kStampDigits, digits.size()), '0').append(digits);
  entry.value.append(fact.value.word);
  return entry;
}

std::optional<Fact> read_fact(const RecordEntry& entry, SessionTime latest) {
  const std::optional<FactKey> key = read_key(entry.key);
  if (!key || entry.value.size() < kStampDigits) return std::nullopt;
  std::int64_t stamp = 0;
  const char* const digits_end = entry.value.data() + kStampDigits;
  const auto [end, error] = std::from_chars(entry.value.data(), digits_end, stamp);
  if (error != std::errc{} || end != digits_end || stamp < 0) return std::nullopt;
  const bool is_length = key->kind == FactKind::correction;
  if (stamp > (is_length ? kFurthestAhead.count : latest.ms)) return std::nullopt;
  const std::string_view word = std::string_view(entry.value).substr(kStampDigits);
  if (!word_is_valid(row_of(key->kind).word, word)) return std::nullopt;
  return Fact{*key, {stamp, std::string(word)}};
}

std::size_t read_facts(const RecordEntries& entries, SessionTime latest, Facts& facts) {
  std::size_t read = 0;
  for (const RecordEntry& entry : entries) {
    if (read == kMostRecordEntries) break;
    if (const auto fact = read_fact(entry, latest)) {
      facts.merge(*fact);
      ++read;
    }
  }
  return entries.size() - read;
}

}  // namespace idleguard
