// Bug traps. A failed check is a programmer's error inside the core, never bad input: it stops the
// module at once, and the driver that sees it stop closes the page (R12, reason `internal`).
#pragma once

#define IDLEGUARD_CHECK(condition) \
  do {                             \
    if (!(condition)) {            \
      __builtin_trap();            \
    }                              \
  } while (false)
