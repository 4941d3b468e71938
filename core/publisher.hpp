// What has to be written to the record, and when: the difference between what this tab knows and
// what the record holds. An emptied record is so written anew, and a write that another tab's older
// one has replaced is repeated, without anybody having to notice (rules 3 and 8 of the protocol).
// Ordinary activity alone is held back, to one write an interval (R89).
#pragma once

#include "core/facts.hpp"

namespace idleguard {

class Publisher {
 public:
  /// The interval of R89 for a limit.
  static Millis interval_for(Millis sign_out_after);

  struct Request {
    const Facts& known;
    const Facts& stored;
    Id generation;  // that this tab answers for, as for the next
    Id session;
    SessionTime now;
    Millis interval;
    bool flush = false;  // the page may not get another chance (R89)
  };

  /// The facts to write now, in the order in which they must be written.
  Facts due(const Request& request);

  /// Whether something of `due` has not been handed out before.
  bool is_news(const Facts& due) const;
  /// `due` has been written, or told. `began`: false for what a page writes as it loads, which is
  /// no activity that more could follow.
  void note_written(const Facts& due, SessionTime now, bool began = true);

  /// When to look again: the next publication after one, and 1 s after a write (rule 3).
  SessionTime next_look(SessionTime now, Millis interval) const;
  /// Earliest publication of further activity.
  SessionTime next_activity(Millis interval) const;

 private:
  Facts attempted_;
  SessionTime last_activity_write_{-1'000'000'000};  // long before anything
  SessionTime check_at_;
  Millis check_delay_ = seconds(1);
};

}  // namespace idleguard
