# The one place where compiler settings live. Every target of the project is made by one of these
# functions, so that warnings are errors everywhere and nowhere is special.

set(INTERLOCK_SANITIZE "" CACHE STRING "Comma-separated sanitizers, as -fsanitize= takes them")
# Only for code that is broken on purpose (tests/mutation).
option(INTERLOCK_WARNINGS_ARE_ERRORS "Stop at the first warning" ON)

find_program(INTERLOCK_CCACHE ccache)
if(INTERLOCK_CCACHE)
    # What was compiled in one clone need not be compiled again in another: paths are taken from here.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${INTERLOCK_CCACHE})
endif()

function(interlock_settings target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
        -Woverloaded-virtual -Wimplicit-fallthrough -Wswitch -Wold-style-cast
        $<$<BOOL:${INTERLOCK_WARNINGS_ARE_ERRORS}>:-Werror>
        # Designated initialisers leave out what has a default, on purpose.
        -Wno-missing-field-initializers
        # GCC 12 reports false positives of this inside std::string (GCC bug 105651).
        -Wno-restrict
        # Clang builds the fuzzers, and knows other names.
        $<$<CXX_COMPILER_ID:Clang>:-Wno-unknown-warning-option>)
    if(INTERLOCK_SANITIZE)
        # GCC reports false positives of these two inside instrumented standard headers.
        target_compile_options(${target} PRIVATE
            -Wno-maybe-uninitialized -Wno-stringop-overflow)
        target_compile_options(${target} PUBLIC
            -fsanitize=${INTERLOCK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
        target_link_options(${target} PUBLIC -fsanitize=${INTERLOCK_SANITIZE})
    endif()
endfunction()

# interlock_library(NAME SOURCES … PUBLIC … PRIVATE …): a box of the house, or a room in one.
function(interlock_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${arg_SOURCES})
    interlock_settings(${name})
    target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
endfunction()

# interlock_program(NAME [OUTPUT name] SOURCES … LINK …): something a user starts.
function(interlock_program name)
    cmake_parse_arguments(arg "" "OUTPUT" "SOURCES;LINK" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    interlock_settings(${name})
    target_link_libraries(${name} PRIVATE ${arg_LINK})
    if(arg_OUTPUT)
        set_target_properties(${name} PROPERTIES OUTPUT_NAME ${arg_OUTPUT})
    endif()
endfunction()

# interlock_test(NAME [CORE | THREADED] [SHARDS count] SOURCES … LINK …): a GoogleTest program, run by
# ctest as one test, or with SHARDS as several that share its tests and may run at the same time.
# CORE marks what is free of gRPC: the address and undefined-behaviour sanitizers run it as well.
# THREADED is CORE with more than one thread: the thread sanitizer runs it, too.
add_custom_target(core-tests)
add_custom_target(threaded-tests)
function(interlock_test name)
    cmake_parse_arguments(arg "CORE;THREADED" "SHARDS" "SOURCES;LINK" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    interlock_settings(${name})
    # Tests take longer to compile than to run, the more so under sanitizers. Not -O0: simdjson's
    # classes are others then. At -Og GCC 12 reports the standard library's own constructors.
    target_compile_options(${name} PRIVATE -Og -Wno-maybe-uninitialized)
    target_link_libraries(${name} PRIVATE ${arg_LINK} GTest::gmock GTest::gtest_main)
    set(labels "")
    if(arg_CORE OR arg_THREADED)
        list(APPEND labels core)
        add_dependencies(core-tests ${name})
    endif()
    if(arg_THREADED)
        list(APPEND labels threaded)
        add_dependencies(threaded-tests ${name})
    endif()
    if(arg_SHARDS)
        foreach(shard RANGE 1 ${arg_SHARDS})
            math(EXPR index "${shard} - 1")
            interlock_ctest(${name} ${name}-${shard} "${labels}")
            set_tests_properties(${name}-${shard} PROPERTIES
                ENVIRONMENT "GTEST_TOTAL_SHARDS=${arg_SHARDS};GTEST_SHARD_INDEX=${index}")
        endforeach()
    else()
        interlock_ctest(${name} ${name} "${labels}")
    endif()
endfunction()

function(interlock_ctest program test labels)
    add_test(NAME ${test} COMMAND ${program} --gtest_shuffle --gtest_brief=1)
    set_tests_properties(${test} PROPERTIES TIMEOUT 600 LABELS "${labels}")
endfunction()
