// The written form of facts: one key and one short text of fixed width a fact (rule 1 of the
// protocol: one value for all would let a racing activity write erase an end). The same form goes
// into storage, through channels and, later, to a hub. Whatever comes back is untrusted (R106).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/facts.hpp"

namespace idleguard {

struct RecordEntry {
  std::string key;
  std::string value;

  friend bool operator==(const RecordEntry&, const RecordEntry&) = default;
};
using RecordEntries = std::vector<RecordEntry>;

/// How far ahead of the clock a stamp, and how large a correction, may be before it is taken for
/// nonsense (R106). Anything nearer raises the clock (R92).
inline constexpr Millis kFurthestAhead = hours(24 * 366);

/// Most entries that are looked at in one record or message; the rest is dropped.
inline constexpr std::size_t kMostRecordEntries = 256;

/// The written form: `L:<id>:<group>` → fifteen digits, and a word where the kind has one.
RecordEntry write_fact(const Fact& fact);

/// The fact, or nothing when the entry is malformed, negative, or later than `latest` (R106).
std::optional<Fact> read_fact(const RecordEntry& entry, SessionTime latest);

/// Adds what can be read of `entries` to `facts`. Returns how many entries were dropped.
std::size_t read_facts(const RecordEntries& entries, SessionTime latest, Facts& facts);

}  // namespace idleguard
