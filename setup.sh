#!/usr/bin/env bash
# Gets a machine ready: `setup.sh build` for building and the demo, `setup.sh test` for the tests
# too. On Debian it installs what is missing; elsewhere it uses what is on PATH and says what is
# not. Nothing that is already there is replaced or removed, and a second run only looks.
#
# Sourced by demo/run and tests/run, which get its settings and its `step`; for work by hand the
# settings are also in build/environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case "${1-}" in
  build | test) level=$1 ;;
  *)
    echo "usage: setup.sh build|test" >&2
    exit 2
    ;;
esac

mkdir -p build/log

# step TITLE NAME COMMAND...: one line on the screen, the rest in build/log/NAME.txt. When the
# command fails its log is shown and the script ends.
step() {
  local title=$1 log=build/log/$2.txt
  shift 2
  echo "$title"
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 60 "$log" >&2
    echo "Failed: $title (all of its output: $log)" >&2
    exit 1
  fi
}

has() { command -v "$1" >/dev/null 2>&1; }

has_header() {
  local folder
  for folder in /usr/include /usr/local/include /opt/homebrew/include; do
    [ ! -e "$folder/$1" ] || return 0
  done
  return 1
}

has_node() { has node && node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)'; }

has_cmake() {
  local version
  has cmake || return 1
  version=$(cmake --version)
  version=${version#cmake version }
  version=${version%%[!0-9.]*}
  [ "$(printf '%s\n' 3.25 "$version" | sort -V | head -n 1)" = 3.25 ]
}

has_sanitizers() {
  has clang++ && compgen -G "$(clang++ -print-resource-dir)/lib/*/libclang_rt.asan*" >/dev/null
}

# Or one that is compatible. Elsewhere than on Debian the tests that want it say they are skipped.
has_redis() { has redis-server || has valkey-server; }

has_font() { [ -n "$(find /usr/share/fonts -name '*.[ot]tf' -print -quit 2>/dev/null)" ]; }

# A font for a language, by its tag. Debian has one for it; elsewhere the system brings its own.
can_write() { [ ! -e /etc/debian_version ] || [ -n "$(fc-list ":lang=$1" family 2>/dev/null)" ]; }

# The folder that holds Emscripten's toolchain file for CMake, or nothing.
emscripten_folder() {
  local folder
  for folder in "${IDLEGUARD_EMSCRIPTEN-}" "${EMSDK-}/upstream/emscripten" /usr/share/emscripten; do
    ! is_emscripten "$folder" || return 0
  done
  ! has em-config || is_emscripten "$(em-config EMSCRIPTEN_ROOT)" || true
}

is_emscripten() { [ -e "$1/cmake/Modules/Platform/Emscripten.cmake" ] && echo "$1"; }

# Packages of Debian and, for other systems, what they are needed for: one line for each that is
# missing. Programs are looked for rather than packages, so that anybody's own ones will do.
missing() {
  has_cmake || echo "cmake: cmake, 3.25 or newer"
  has ninja || echo "ninja-build: ninja"
  has g++ || has clang++ || echo "g++: a C++20 compiler"
  [ -n "$(emscripten_folder)" ] || echo "emscripten: Emscripten (emcc)"
  has_header nlohmann/json.hpp || echo "nlohmann-json3-dev: nlohmann/json"
  # A build folder is configured for its tests too, whatever is built in it.
  has_header catch2/catch.hpp || echo "catch2: Catch2, version 2"
  has_node || echo "nodejs: Node 18 or newer"
  has npm || echo "npm: npm"
  [ ! -e /etc/debian_version ] || [ -e /etc/ssl/certs/ca-certificates.crt ] ||
    echo "ca-certificates: certificates"
  [ "$level" = test ] || return 0

  has git || echo "git: git"
  has openssl || echo "openssl: certificates for the sites of tests"
  has clang-tidy || echo "clang-tidy: clang-tidy"
  has clang-format || echo "clang-format: clang-format"
  has chromium || has chromium-browser || has google-chrome || echo "chromium: Chromium"
  [ ! -e /etc/debian_version ] || has_redis ||
    echo "redis-server: Redis, which the tests start by themselves"
  has chromedriver || echo "chromium-driver: chromedriver"
  [ ! -e /etc/debian_version ] || has_font || echo "fonts-dejavu-core: a font"
  # The smallest that have the letters of the prompt's languages; DejaVu has the others'.
  [ ! -e /etc/debian_version ] || has fc-list || echo "fontconfig: fc-list"
  can_write ar || echo "fonts-dejavu-core: a font with Arabic letters"
  can_write hi || echo "fonts-lohit-deva: a font with Devanagari letters"
  can_write th || echo "fonts-tlwg-loma-ttf: a font with Thai letters"
  can_write ko || echo "fonts-wqy-microhei: a font with Chinese, Japanese and Korean letters"
  [ ! -e /etc/debian_version ] || missing_engines
  local version=-
  has clang++ || echo "clang: clang++"
  ! has clang++ || version=-$(clang++ -dumpversion | cut -d. -f1)-
  has_sanitizers || echo "libclang-rt${version}dev: the sanitizer libraries of clang"
}

# Tests in other engines than Chromium say that they are skipped where these are not to be had.
missing_engines() {
  has firefox-esr || has firefox || echo "firefox-esr: Firefox"
  has WebKitWebDriver || echo "webkit2gtk-driver: WebKitGTK and its driver"
  has Xvfb || echo "xvfb: a display for WebKitGTK"
  # How WebKitGTK tells screen readers what is on a page.
  has dbus-daemon || echo "dbus-daemon: a bus for WebKitGTK"
  [ -x /usr/libexec/at-spi-bus-launcher ] || echo "at-spi2-core: the bus of screen readers"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

get() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
  as_root "${apt[@]}" -o Acquire::Retries=3 update || return 1
  # --no-remove: a Node that is already there, from wherever, stays.
  as_root "${apt[@]}" -o Acquire::Retries=3 install -y --no-install-recommends --no-remove "$@"
}

# Two commands may be started at once; `npm ci` and `apt-get` may not.
exec 9>build/log/setup.lock
if has flock; then flock 9; fi

absent=$(missing)
if [ -n "$absent" ] && has apt-get && { [ "$(id -u)" = 0 ] || has sudo; }; then
  mapfile -t packages < <(cut -d: -f1 <<<"$absent")
  step "Installing ${packages[*]}" install get "${packages[@]}"
  absent=$(missing)
fi
if [ -n "$absent" ]; then
  echo "This is missing, please install it:" >&2
  sed 's/^\([^:]*\): \(.*\)/  \2 (Debian: \1)/' <<<"$absent" >&2
  exit 1
fi

write_environment() {
  local emscripten cache
  emscripten=$(emscripten_folder)
  cache=$emscripten/cache
  printf 'export IDLEGUARD_EMSCRIPTEN=%q\n' "$emscripten"
  # A Node that is not Debian's does not look where Debian keeps the parser that Emscripten needs.
  if [ -d /usr/share/nodejs/acorn ]; then
    printf 'export NODE_PATH=%q\n' /usr/share/nodejs
  fi
  # System libraries are built on first use, unless the package brought them.
  if [ ! -e "$cache/sysroot/lib/wasm32-emscripten/libc.a" ] &&
    ! { [ -w "$cache" ] || [ -w "$emscripten" ]; }; then
    printf 'export EM_CACHE=%q\n' "$PWD/build/emscripten-cache"
  fi
}

write_environment >build/environment
. build/environment

# Emscripten's programs for Node are CommonJS, which our package.json says that scripts are not.
echo '{ "type": "commonjs" }' >build/package.json

# A copy of the lock file says for which one node_modules was made; dates do not survive a checkout.
if ! cmp -s package-lock.json node_modules/.made-for; then
  # No package here needs its install script: esbuild's only saves a process start.
  step "Installing the npm packages" npm npm ci --no-audit --no-fund --ignore-scripts
  cp package-lock.json node_modules/.made-for
fi
exec 9>&-
