# The module that pages load. The core is compiled without exceptions and without type information;
# the tests are not built from this library (tests/core/tests.cmake).
set(idleguard_features -msign-ext -mbulk-memory -mnontrapping-fptoint)
# Compiled with -Oz, not even the making of a string_view from a literal is inlined, and each
# carries its strlen. Inlining what is hardly larger than its call, and nothing else, makes it
# 2.8 KB smaller. What is linked gains from being optimized twice, and from not having values kept
# that were faster to keep than to compute again.
set(idleguard_small -O1 -flto -fno-exceptions ${idleguard_features}
  "SHELL:-mllvm -inline-threshold=10" "SHELL:-mllvm -inlinehint-threshold=10")
target_compile_options(idleguard_core PRIVATE ${idleguard_small} -fno-rtti)

add_executable(idleguard_module bindings/embind/module.cpp bindings/embind/allocator.cpp)
set_target_properties(idleguard_module PROPERTIES OUTPUT_NAME idleguard SUFFIX .mjs)
target_link_libraries(idleguard_module PRIVATE idleguard_core idleguard_warnings)
target_compile_options(idleguard_module PRIVATE ${idleguard_small})
target_link_options(idleguard_module PRIVATE
  -Oz -flto -fno-exceptions ${idleguard_features} --no-entry
  -Wl,-mllvm,-enable-pre=false -Wl,-mllvm,-disable-licm-promotion
  -Wl,-mllvm,-inline-threshold=7 -Wl,-mllvm,-inlinehint-threshold=7
  "SHELL:-s EXPORTED_FUNCTIONS=_malloc,_free"
  -sSTRICT=1 -sMODULARIZE=1 -sEXPORT_ES6=1 -sENVIRONMENT=web -sFILESYSTEM=0 -sMALLOC=none
  -sDYNAMIC_EXECUTION=0 -sSUPPORT_ERRNO=0 -sINCOMING_MODULE_JS_API=[] -sTEXTDECODER=2
  -sMINIMAL_RUNTIME=1 -sMINIMAL_RUNTIME_STREAMING_WASM_COMPILATION=1
  -sINITIAL_MEMORY=4194304 -sTOTAL_STACK=32768 -sBINARYEN_EXTRA_PASSES=-O3,-Oz)

if(IDLEGUARD_STOCK_EMBIND OR NOT EMSCRIPTEN_VERSION VERSION_EQUAL 3.1.6)
  target_link_options(idleguard_module PRIVATE
    -lembind --pre-js ${CMAKE_CURRENT_LIST_DIR}/pre.js)
else()
  # Only what is used, instead of every type that embind knows: 5.5 KB. This leans on the inside of
  # one compiler version, hence the gate; `lean_runtime.js` says how.
  target_compile_options(idleguard_module PRIVATE -fno-rtti -DEMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)
  target_link_options(idleguard_module PRIVATE
    "SHELL:--js-library ${CMAKE_CURRENT_LIST_DIR}/lean_runtime.js")
endif()
