# Finds LLVM and Clang 19, or says in one sentence what is missing and how to get it.
set(RAII_LLVM_MAJOR 19)
if(NOT DEFINED Clang_DIR AND NOT DEFINED ENV{Clang_DIR})
  list(APPEND CMAKE_PREFIX_PATH /usr/lib/llvm-${RAII_LLVM_MAJOR})
endif()
find_package(Clang CONFIG QUIET)
if(NOT Clang_FOUND)
  message(FATAL_ERROR "raii-tidy needs the development files of Clang ${RAII_LLVM_MAJOR}; none were found. "
    "Run scripts/install-deps, or point Clang_DIR at lib/cmake/clang of an LLVM ${RAII_LLVM_MAJOR}.")
endif()
if(NOT LLVM_VERSION_MAJOR EQUAL RAII_LLVM_MAJOR)
  message(FATAL_ERROR "raii-tidy needs LLVM ${RAII_LLVM_MAJOR}; ${LLVM_DIR} is LLVM ${LLVM_PACKAGE_VERSION}. "
    "Run scripts/install-deps, or point Clang_DIR at lib/cmake/clang of an LLVM ${RAII_LLVM_MAJOR}.")
endif()

# Flags of everything that includes LLVM's headers. Debian's LLVM is built without RTTI.
add_library(raii_llvm INTERFACE)
target_include_directories(raii_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${CLANG_INCLUDE_DIRS})
target_include_directories(raii_llvm INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
separate_arguments(_raii_llvm_definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
target_compile_definitions(raii_llvm INTERFACE ${_raii_llvm_definitions})
target_compile_options(raii_llvm INTERFACE -Wall -Wextra -Wno-unused-parameter -Wno-deprecated-declarations)
if(NOT LLVM_ENABLE_RTTI)
  target_compile_options(raii_llvm INTERFACE -fno-rtti)
endif()
if(RAII_ASAN)
  target_compile_options(raii_llvm INTERFACE -fsanitize=address,undefined -fno-sanitize=vptr -fno-omit-frame-pointer)
  target_link_options(raii_llvm INTERFACE -fsanitize=address,undefined)
endif()

# Where lit, FileCheck and clang-apply-replacements live.
set(RAII_LLVM_TOOLS_DIR ${LLVM_TOOLS_BINARY_DIR})
