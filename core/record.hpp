// The written form of facts: one key and one short text of fixed width a fact (rule 1 of the
// protocol: one value for all would let a racing activity write erase an end). The same form goes
// into storage, through channels and, later, to a hub. Whatever comes back is untrusted (R106).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/facts.hpp"

namespace idleguard {

/// `L:<id>:<group>`, as many parts as the kind has.
void append_record_key(std::string& out, const FactKey& key);
/// Fifteen digits, and a detail where the kind has one.
void append_record_value(std::string& out, const Fact& fact);

/// The fact, or nothing when the text is malformed or its stamp not positive.
std::optional<Fact> read_fact(std::string_view key, std::string_view value);

}  // namespace idleguard
