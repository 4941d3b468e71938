// Which sign-in is this? The rules by which a page that loads finds its generation, or starts one,
// and by which a live tab follows a newer one (R51, R107; rules 5 and 6 of the protocol). Pure.
#pragma once

#include <string_view>

#include "core/facts.hpp"

namespace idleguard {

/// How the document came to be.
struct PageLoad {
  SessionTime origin;     // when the document began to load
  bool returned = false;  // a reload, or a step in the history: never a new sign-in by itself
};

/// What a loading page knows about itself.
struct Arrival {
  Id session;   // of the host's session value; none when the host named none
  Id fresh_id;  // random; becomes the id of a generation that needs one
  Group group = Group::custom;
  PageLoad load;
  bool report_only = false;  // nobody signs out, so what has ended begins anew
};

struct Entry {
  Generation generation;
  bool starts = false;   // this tab starts it; else it joins
  bool retries = false;  // it has ended, and signing out is asked for once more (rule 6)
  bool reused = false;   // the host kept one session value over a new sign-in
};

/// Page load, by rule 6. `now` must already include every stamp of the record (R92).
Entry enter(const Facts& record, const Arrival& arrival, SessionTime now);

/// A host's session value as an id, and none for an empty one.
Id id_of_session(std::string_view session);

}  // namespace idleguard
