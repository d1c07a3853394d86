# Turns checks/catalogue/*.yaml into one C++ file; pure CMake. Included by checks/CMakeLists.txt, and run again as a
# script by the build whenever an entry changes.
if(CMAKE_SCRIPT_MODE_FILE)
  set(out "// Generated from checks/catalogue/*.yaml by Embed.cmake; do not edit.
#include \"checks/catalogue/Embedded.h\"

namespace raiitidy::catalogue {

")
  set(table "")
  set(count 0)
  file(GLOB files "${SOURCE}/*.yaml")
  list(SORT files)
  foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    # Pieces, because compilers need not accept a literal of any length.
    string(APPEND out "static const char File${count}[] =")
    string(LENGTH "${text}" length)
    set(at 0)
    while(at LESS length)
      string(SUBSTRING "${text}" ${at} 8000 piece)
      string(APPEND out " R\"yaml(${piece})yaml\"\n ")
      math(EXPR at "${at} + 8000")
    endwhile()
    string(APPEND out " \"\";\n\n")
    string(APPEND table "    {\"<built-in>/${name}\", File${count}},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  string(APPEND out "static const EmbeddedFile Files[] = {\n${table}};\n
llvm::ArrayRef<EmbeddedFile> embeddedFiles() { return Files; }

} // namespace raiitidy::catalogue
")
  file(WRITE "${OUTPUT}" "${out}")
  return()
endif()

set(RAII_CATALOGUE_GENERATED ${CMAKE_CURRENT_BINARY_DIR}/catalogue/Embedded.cpp)
file(GLOB _raii_catalogue_yaml CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.yaml)
add_custom_command(
  OUTPUT ${RAII_CATALOGUE_GENERATED}
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_CURRENT_LIST_DIR} -DOUTPUT=${RAII_CATALOGUE_GENERATED}
          -P ${CMAKE_CURRENT_LIST_DIR}/Embed.cmake
  DEPENDS ${_raii_catalogue_yaml} ${CMAKE_CURRENT_LIST_DIR}/Embed.cmake
  COMMENT "Embedding the catalogue"
  VERBATIM)
