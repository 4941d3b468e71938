// What an effect is called where people read it.
#pragma once

#include <array>

#include "core/effect.hpp"

namespace idleguard::test {

inline constexpr std::array<const char*, std::variant_size_v<Effect>> kEffectNames = {
    "write",       "remove",        "post",         "cover",    "uncover", "show prompt",
    "hide prompt", "announce stay", "announce end", "run hook", "claim",   "release claim",
    "sign out",    "leave",         "heartbeat",    "report"};

}  // namespace idleguard::test
