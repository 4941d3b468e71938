// The one type that crosses the seam, registered by hand instead of all that embind knows. The name
// must be exactly "std::string", or the text would not be UTF-8. Only for the compiler version that
// `module.cmake` names; delete this file when a newer compiler makes embind small by itself.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

extern "C" {

// The registration order of constructors is the link order; this must run before any binding.
__attribute__((constructor(101))) void idleguard_register_types() {
  using emscripten::internal::TypeID;
  emscripten::internal::_embind_register_std_string(TypeID<std::string>::get(), "std::string");
}

// embind's glue asks for names of types that were not registered; there are none.
EMSCRIPTEN_KEEPALIVE const char* __getTypeName(const void*) { return nullptr; }
}
