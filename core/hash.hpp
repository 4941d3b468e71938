// SHA-256 (FIPS 180-4), cut to 128 bits. Account and session values are hashed before they touch
// storage or a channel's name (R50, R108). The browser's own digest is asynchronous, and missing on
// pages without TLS; a page must be able to read its record in its first task.
#pragma once

#include <string>
#include <string_view>

namespace idleguard {

/// The first 128 bits of the SHA-256 digest of `text`, as 32 lower-case hexadecimal digits.
std::string hash128(std::string_view text);

}  // namespace idleguard
