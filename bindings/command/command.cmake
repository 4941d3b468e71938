# The program `idleguard-policy`, natively. It has the version of the package, and says of problems
# what pages say.
set(texts ${CMAKE_SOURCE_DIR}/web/problem-texts.json)
set(package ${CMAKE_SOURCE_DIR}/package.json)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${package} ${texts})

file(READ ${package} json)
string(JSON version GET "${json}" version)

file(READ ${texts} json)
string(JSON count LENGTH "${json}")
math(EXPR last "${count} - 1")
set(rows "")
foreach(index RANGE ${last})
  string(JSON code MEMBER "${json}" ${index})
  string(JSON text GET "${json}" "${code}")
  string(APPEND rows "{\"${code}\", R\"text(${text})text\"},\n")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/bindings/command/problem_texts.inc
     CONTENT "${rows}" @ONLY)

add_executable(idleguard_policy
  bindings/command/arguments.cpp bindings/command/files.cpp bindings/command/help.cpp
  bindings/command/main.cpp bindings/command/options.cpp bindings/command/problem_texts.cpp
  bindings/command/report.cpp bindings/command/signals.cpp bindings/command/tasks.cpp)
set_target_properties(idleguard_policy PROPERTIES OUTPUT_NAME idleguard-policy)
target_include_directories(idleguard_policy PRIVATE ${CMAKE_BINARY_DIR}/generated)
target_compile_definitions(idleguard_policy PRIVATE IDLEGUARD_VERSION="${version}")
target_link_libraries(idleguard_policy PRIVATE idleguard_reports idleguard_warnings)
