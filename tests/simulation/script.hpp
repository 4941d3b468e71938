// What is done to a world, as data: settings, and steps at their times. A seed makes one, the
// shrinker makes one smaller, a file holds one that is worth keeping, and the same script is
// always the same run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace idleguard::simulation {

/// What a user, a browser, a machine or an attacker does.
enum class Act : std::uint8_t {
  // A browser tab, by its number.
  open,       // a page of app `value`, account `other`, unless the tab has one
  close,      // by the user
  input,      // real input; to what cannot be seen, or does not run, there is none
  stay,       // the prompt's button; without a prompt nothing is pressed
  sign_out,   // the prompt's other button, or the host's sign-out
  hide,       // another tab comes to the front
  show,       // this one does
  freeze,     // by the browser: hidden, then no task runs
  resume,     //
  hang,       // the process is stopped, or busy: no task runs, and nobody was told
  go_on,      //
  crash,      // gone without a word
  reload,     //
  discard,    // by the browser, to save memory; shown again it loads again
  duplicate,  // into the tab `value`
  cache,      // the page is left and lies in the back/forward cache
  back,       // it comes back from there
  terms,      // the page learns of policy `value`
  signals,    // ... or of a signal: 0 none, 1 a managed device (R54)
  // The machine; `value` in milliseconds.
  sleep,       // the wall clock goes on
  step_clock,  // somebody sets the wall clock
  drift,       // from here on it gains `value` milliseconds a second
  stall,       // the monotonic clock stands still for so long
  throttle,    // timers of hidden tabs come at multiples of `value`
  offline,     //
  online,      //
  // The store of account `other`; of its second site 3 more, of the third 6.
  clear,           // by the user, or by the app
  garbage,         // entries that nobody can read
  forge_activity,  // by a script, `value` ahead of the clock
  forge_end,       //
  revert,          // a write that came too late brings back what was there before
  fail,            // it cannot be read or written any more
  fill,            // no write is kept
  heal,            // it can be read and written again
  // What the sites of account `other` share.
  hub_down,   // nobody is answered
  hub_up,     //
  hub_clear,  //
};
inline constexpr std::size_t kActCount = 37;

/// A forgery so far ahead is nonsense, and nobody may believe it (R106).
inline constexpr std::int64_t kAbsurd = 400LL * 24 * 3'600'000;

struct Step {
  std::int64_t at = 0;  // milliseconds from the beginning, not counting sleep
  Act act{};
  std::int64_t tab = 0;
  std::int64_t value = 0;
  std::int64_t other = 0;

  friend bool operator==(const Step&, const Step&) = default;
};

/// What holds for a whole run. Each is a number, so that settings are written, read and made
/// smaller in one way.
struct Settings {
  std::int64_t seed = 1;      // of delays and losses
  std::int64_t policy = 0;    // see policies.hpp
  std::int64_t named = 1;     // the host names its sessions
  std::int64_t locks = 1;     // the browser has Web Locks
  std::int64_t sites = 1;     // origins; tab N is of site N % sites
  std::int64_t hub = 0;       // above 0: the sites share a record, and a way to it takes so long
                              // at most (rule 9)
  std::int64_t hub_asks = 0;  // above 0: it tells nobody, and under a prompt is asked so often
  std::int64_t hub_deaf = 0;  // per cent of what it tells by itself that is lost
  std::int64_t hub_loss = 0;  // per cent of exchanges that are never answered
  std::int64_t delay = 5;     // of messages, at most
  std::int64_t loss = 0;      // per cent of messages
  std::int64_t doubling = 0;  // per cent
  std::int64_t lag = 0;       // how old storage may look to a page that runs all along
  std::int64_t away_lag = 0;  // to one that begins or comes back
  std::int64_t hook = 0;      // how long the host's hook takes
  std::int64_t server = 200;  // how long the sign-out address takes to answer
  std::int64_t counts_sleep = 0;  // the monotonic clock goes on while the machine sleeps
  std::int64_t hears_frozen = 0;  // a frozen page still runs the handlers of messages

  friend bool operator==(const Settings&, const Settings&) = default;
};

struct Script {
  Settings settings;
  std::vector<Step> steps;  // in order of time

  friend bool operator==(const Script&, const Script&) = default;
};

/// One line a setting that is not the usual one, and one a step. `read_script` of it is the script.
std::string text_of(const Script& script);
/// `12.345 input 3`
std::string text_of(const Step& step);
/// Lines that begin with # say something to people. A wrong line is returned in `wrong`.
std::optional<Script> read_script(std::string_view text, std::string& wrong);

/// Applies `function` to every setting, with its name.
template <class AnySettings, class Function>
void for_each_setting(AnySettings& settings, Function function) {
  function("seed", settings.seed);
  function("policy", settings.policy);
  function("named", settings.named);
  function("locks", settings.locks);
  function("sites", settings.sites);
  function("hub", settings.hub);
  function("hub-asks", settings.hub_asks);
  function("hub-deaf", settings.hub_deaf);
  function("hub-loss", settings.hub_loss);
  function("delay", settings.delay);
  function("loss", settings.loss);
  function("doubling", settings.doubling);
  function("lag", settings.lag);
  function("away-lag", settings.away_lag);
  function("hook", settings.hook);
  function("server", settings.server);
  function("counts-sleep", settings.counts_sleep);
  function("hears-frozen", settings.hears_frozen);
}

}  // namespace idleguard::simulation
