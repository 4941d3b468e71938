# The module that pages load. The core is compiled without exceptions and without type information;
# the tests are not built from this library (tests/core/tests.cmake).
target_compile_options(idleguard_core PRIVATE -Oz -flto -fno-exceptions -fno-rtti)

add_executable(idleguard_module bindings/embind/module.cpp)
set_target_properties(idleguard_module PROPERTIES OUTPUT_NAME idleguard SUFFIX .mjs)
target_link_libraries(idleguard_module PRIVATE idleguard_core idleguard_warnings)
target_compile_options(idleguard_module PRIVATE -Oz -flto -fno-exceptions)
target_link_options(idleguard_module PRIVATE
  -Oz -flto -fno-exceptions --no-entry
  "SHELL:-s EXPORTED_FUNCTIONS=_malloc,_free"
  -sSTRICT=1 -sMODULARIZE=1 -sEXPORT_ES6=1 -sENVIRONMENT=web -sFILESYSTEM=0 -sMALLOC=emmalloc
  -sDYNAMIC_EXECUTION=0 -sSUPPORT_ERRNO=0 -sINCOMING_MODULE_JS_API=[] -sTEXTDECODER=2
  -sMINIMAL_RUNTIME=1 -sMINIMAL_RUNTIME_STREAMING_WASM_COMPILATION=1
  -sINITIAL_MEMORY=131072 -sTOTAL_STACK=32768 -sALLOW_MEMORY_GROWTH=1
  --pre-js ${CMAKE_CURRENT_LIST_DIR}/pre.js)

if(IDLEGUARD_STOCK_EMBIND OR NOT EMSCRIPTEN_VERSION VERSION_EQUAL 3.1.6)
  target_link_options(idleguard_module PRIVATE -lembind)
else()
  # Only what is used, instead of every type that embind knows: 3.4 KB. This leans on the inside of
  # one compiler version, hence the gate; `lean_types.cpp` says which types those are.
  set(embind ${EMSCRIPTEN_ROOT_PATH}/src/embind)
  target_sources(idleguard_module PRIVATE bindings/embind/lean_types.cpp)
  target_compile_options(idleguard_module PRIVATE -fno-rtti -DEMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)
  target_link_options(idleguard_module PRIVATE
    "SHELL:--js-library ${embind}/embind.js" "SHELL:--js-library ${embind}/emval.js")
endif()
