// One account's record, as several processes see it. Every page has a view of its own, which takes
// over what others have written after a while, in the order in which it was written; its own writes
// it sees at once, and keeps until the others' order has passed them (so do Chromium's caches). It
// can be cleared, filled with what nobody can read, brought back to what it was, and fail.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/event.hpp"

namespace idleguard::simulation {

class Store {
 public:
  /// A page's view: how far it has come, and what it holds.
  struct View {
    Facts facts;
    std::size_t next = 0;                 // of the log
    std::map<FactKey, std::size_t> own;   // the place in the log of what it wrote itself
    std::int64_t stands_still_until = 0;  // nothing arrives before
  };

  bool readable = true;
  bool writable = true;
  std::size_t garbage = 0;

  /// The view of a page that begins, as old as `as_of`.
  View open(std::int64_t as_of) const;
  /// What a page reads now, if it can; entries written by others up to `as_of` have arrived.
  std::optional<Reading> read(View& view, std::int64_t as_of) const;
  /// False when it was not kept.
  bool write(View& view, const Fact& fact, std::int64_t now);
  void remove(View& view, const FactKey& key, std::int64_t now);

  /// By others than pages of ours, seen by all as any other write.
  void put(const Fact& fact, std::int64_t now) { log_.push_back({now, fact.key, fact.value}); }
  void clear(std::int64_t now);
  /// Puts back what a key held before; `which` chooses the key.
  void revert(std::size_t which, std::int64_t now);

  /// What it holds in truth.
  Facts contents() const;

 private:
  struct Entry {
    std::int64_t at;
    std::optional<FactKey> key;  // absent: everything is cleared
    std::optional<FactValue> value;
  };

  static void put_into(Facts& facts, const FactKey& key, const std::optional<FactValue>& value);
  void apply(View& view, std::int64_t as_of) const;

  std::vector<Entry> log_;
};

}  // namespace idleguard::simulation
