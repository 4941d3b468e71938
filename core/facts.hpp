// What tabs share. A fact is a stamp, for some kinds with a detail, under a kind, a session and a
// group; each moves one way only, so sets of facts merge by join: commutative, associative,
// idempotent (R101). Lost, doubled and reordered messages, crashed and frozen tabs change nothing.
// This file knows no clock, no policy and no storage.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/id.hpp"
#include "core/profile.hpp"
#include "core/time.hpp"

namespace idleguard {

/// Why a session ended (R168). An end has the order of these among its own kind, so that merging
/// has an answer even for two ends of the same instant: that of their names, so that whoever knows
/// the written form alone merges alike.
enum class Reason : std::uint8_t { external, idle, internal, policy, user };
std::string_view name_of(Reason reason);
std::optional<Reason> reason_named(std::string_view name);

/// Every kind of fact, in the order in which sets of them are kept and written: facts before the
/// generation that they belong to (rule 2 of the protocol).
enum class FactKind : std::uint8_t {
  activity,    // last activity of a group; larger wins
  stay,        // last answer "stay" of a group; larger wins
  grace_end,   // end of an extension (R43, R119); larger wins
  ended,       // the group has ended, with its reason; the earliest wins, and it never goes away
  requested,   // the sign-out request was sent; larger wins
  retried,     // it was sent once more, because the host kept a session value (rule 6)
  policy,      // a section of the policy (snapshot.hpp); the first or the newest wins (R41, R42)
  heartbeat,   // the server was told of activity (R161); larger wins
  seen,        // a session of the host's that was seen before (rule 6); larger wins
  correction,  // what to add to the wall clock (rule 4), in milliseconds; larger wins
  generation,  // the current generation; larger (start, id) wins (rule 5)
};
inline constexpr std::size_t kFactKindCount = 11;

struct FactKey {
  FactKind kind;
  Id id;             // none for `correction` and `generation`
  Group group = {};  // of the first seven kinds; zero for the others

  friend constexpr auto operator<=>(const FactKey&, const FactKey&) = default;
};

struct FactValue {
  std::int64_t stamp = 0;  // session time in milliseconds; of `correction` a length, and of
                           // `policy` the server's time
  Reason reason = {};      // of `ended`
  Id id;                   // of `generation`, as the next; two numbers of `policy`
  Id session;

  friend constexpr auto operator<=>(const FactValue&, const FactValue&) = default;
};

struct Fact {
  FactKey key;
  FactValue value;

  friend constexpr bool operator==(const Fact&, const Fact&) = default;
};

/// Whether `a` replaces `b` under `key`: a total order, so merging is a join.
bool wins(const FactKey& key, const FactValue& a, const FactValue& b);

/// A set of facts with at most one value a key, ordered by key; merging joins in.
class Facts {
 public:
  /// True when that changed the set.
  bool merge(const Fact& fact);
  void merge(const Facts& other);
  /// Forgets every fact for which `gone` is true; for facts that no longer matter to anyone.
  template <class Predicate>
  void forget(Predicate gone) {
    std::erase_if(facts_, gone);
  }

  const FactValue* find(const FactKey& key) const;
  /// Whether joining `fact` in would change the set.
  bool lacks(const Fact& fact) const;
  /// The stamp under `key`, on the session's time line; `kNever` when there is none.
  SessionTime time(const FactKey& key) const;

  auto begin() const { return facts_.begin(); }
  auto end() const { return facts_.end(); }
  std::size_t size() const { return facts_.size(); }
  bool empty() const { return facts_.empty(); }

  friend bool operator==(const Facts&, const Facts&) = default;

 private:
  std::size_t place_of(const FactKey& key) const;  // or where it would have to be

  std::vector<Fact> facts_;
};

/// The current generation, read from the fact of that kind.
struct Generation {
  SessionTime start;
  Id id;
  Id session;  // the host's session that it stands for, if it named one
};
std::optional<Generation> current_generation(const Facts& facts);
Fact generation_fact(const Generation& generation);

}  // namespace idleguard
