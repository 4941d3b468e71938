// One tab's part of a session. It has no I/O, no clock and no randomness: the host hands over
// everything that happens, with the time and the record as they are, and carries out what comes
// back. State is the facts that all tabs share, and what only this tab can know about itself; what
// it shows and does is derived from them anew at every input (see core/README.md).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/decision.hpp"
#include "core/effect.hpp"
#include "core/event.hpp"
#include "core/exit.hpp"
#include "core/facts.hpp"
#include "core/generation.hpp"
#include "core/phase.hpp"
#include "core/publisher.hpp"
#include "core/terms.hpp"
#include "core/timeline.hpp"

namespace idleguard {

struct SessionConfig {
  AppClass app = AppClass::custom;
  Terms terms;
  Id session;             // `id_of_session`; none when the host names none
  Id fresh_id;            // 128 random bits from the host, new for every page
  MonoTime loaded_at;     // when the document began to load
  bool returned = false;  // by reload, or a step in the history
  bool visible = true;
  bool online = true;
  bool report_only = false;  // decide and report, show and end nothing
  bool heartbeat = false;    // the host wants `Heartbeat`
};

class Session {
 public:
  explicit Session(const SessionConfig& config);

  /// Takes one input and returns all that follows from it. The first input must be `Started`.
  /// Spurious and repeated inputs are no-ops; readings may come late, jump, or go back.
  Output handle(const Input& input);

  /// What holds for this session, and what it is known to be, as of the last input.
  const Decision& decision() const { return decision_; }
  Signals signals() const { return signals_; }
  /// The sign-in that this tab belongs to; not before the first input.
  const Generation& generation() const { return *mine_; }

 private:
  // What this tab was told to show; effects are the difference to what it should show now.
  struct Shown {
    bool begun = false;
    bool covered = false;
    std::optional<MonoTime> prompt_ends;  // absent: no prompt
    SessionTime stay;
    bool end = false;
    std::size_t dropped = 0;
  };

  // How things stand for this tab's group at this moment.
  struct Standing {
    GroupFacts facts;
    Phase phase;
  };

  // The steps of `handle`, in order.
  void read_record(const Input& input);
  void observe_time(const Input& input);
  void enter_generation();
  void settle_terms();
  void forget_old_facts();
  void follow_newer_generation();
  void take_activity();
  void take_event(const Input& input);
  void begin_group(const Input& input);
  void extend_after_wake();
  void conclude(const Phase& before);
  void publish(const Standing& standing, const Event& event, Output& output);
  void beat(const GroupFacts& facts, Output& output);
  void post(Output& output) const;
  void show(const Standing& standing, Output& output);
  void show_prompt(const Warning* warning, Output& output);
  SessionTime exit(const GroupFacts& facts, Output& output);  // when to go on
  void schedule(const Standing& standing, SessionTime exit_next, Output& output);
  Status status(const Standing& standing) const;

  void on(const Started&) {}
  void on(const Woke&) {}
  void on(const Asked&) {}
  void on(const StayChosen&);
  void on(const EndChosen&);
  void hear(const PeerSpoke& event, const Reading& message);
  void on(const PageShown&);
  void on(const PageHidden&);
  void on(const PageLeft&);
  void on(const PageReturned&);
  void on(const NetworkChanged&);
  void on(const HookFinished&);
  void on(const ClaimAnswered&);
  void on(const ClaimLost&);
  void on(const SignOutReturned&);
  void on(const RecordFailed&);
  void on(const TermsChanged&) {}
  void change_terms(const Terms& terms);

  // session_terms.cpp
  std::optional<Policy> policy_of(const Id& generation) const;  // absent: nobody knows it
  Decision decide_for(const Id& generation);
  void inherit_policy(const Id& previous);
  void share_policy();
  void note_preference(bool was_unused);
  void note_exempt_presence();

  SessionTime now() const { return timeline_.now(); }
  GroupFacts facts() const { return facts_of(known_, *mine_, decision_.group); }
  Standing standing() const;
  Millis interval() const;
  bool is_superseded() const;
  bool is_called_off() const;
  bool is_covered(const Phase& phase) const;
  SessionTime concludes_at() const;
  void forget_forged_extensions();
  bool is_forged_extension(const Fact& fact, WallTime wall) const;
  std::size_t believe(const Reading& reading, WallTime wall, Facts& facts) const;
  bool learn(const FactKey& key, std::int64_t stamp, Reason reason = {});  // true: it is news
  void know(FactKind kind, SessionTime at);
  void know(FactKind kind, SessionTime at, Group group, Reason reason = {});
  void know_request();
  void end(Reason reason);
  void report(const char* code);

  SessionConfig config_;
  TokenClaims token_;  // of all tokens so far (R64)
  Signals signals_;
  Decision decision_;  // follows from the above and the record; kept for the difference
  bool has_policy_ = false;
  Timeline timeline_;
  Facts known_;   // the join of all that this tab has seen
  Facts stored_;  // what the record held at this input
  bool readable_ = false;
  bool writable_ = true;
  std::optional<Generation> mine_;
  bool retries_ = false;  // the sign-out is asked for once more (rule 6)
  struct {
    SessionTime from;
    SessionTime until;
  } loading_;  // of this page
  Publisher publisher_;

  // Facts about this tab alone.
  bool visible_;
  bool online_;
  bool leaves_ = false;   // the page is on its way out, and may come back
  bool cached_ = false;   // it lies in the back/forward cache, or is on its way there
  SessionTime previous_;  // session time of the input before
  // The group begins with this tab, and until so late by its own clocks others may tell it that it
  // is later than it knew.
  ClockReading begins_until_;
  SessionTime begins_at_{INT64_MAX};  // the same, on the line as it was then
  SessionTime trusted_from_;          // from here on the record can be believed (rule 7)
  SessionTime read_at_;               // what was read of it is no older
  bool late_ = false;                 // the last wake-up came long after it was due
  bool away_ = false;                 // this input comes after a gap
  std::optional<MonoTime> wake_at_;
  ExitFacts exit_;

  Shown shown_;

  // Of this input alone.
  SessionTime activity_at_;
  std::vector<Effect> reports_;
  Facts expired_;
  bool acted_ = false;      // the user did something that counts
  bool by_itself_ = false;  // no other tab is the reason
  bool tells_ = false;      // others must hear of it
};

}  // namespace idleguard
