# SPDX-License-Identifier: GPL-2.0-only
# Writes to FILE a test for each test case that PROGRAM lists, named PREFIX and its name. Catch2 has
# the like, which takes a semicolon in a name for its end, and a leading dash for an option.
separate_arguments(LIST)
separate_arguments(ARGUMENTS)
execute_process(COMMAND ${PROGRAM} "~[.]~[kernel]" ${LIST} OUTPUT_VARIABLE names
                RESULT_VARIABLE result)
# Catch2 2 returns how many there are.
if(NOT result MATCHES "^[0-9]+$" OR names STREQUAL "")
  message(FATAL_ERROR "${PROGRAM} lists no test cases: ${result}")
endif()

# What CMake would read in a list or an argument is put in other words until all is apart.
string(REPLACE ";" "<semicolon>" names "${names}")
string(REPLACE "[" "<open>" names "${names}")
string(REPLACE "]" "<close>" names "${names}")
string(REPLACE "\n" ";" names "${names}")
set(text)
foreach(name IN LISTS names)
  if(name STREQUAL "")
    continue()
  endif()
  string(REPLACE "<semicolon>" ";" name "${name}")
  string(REPLACE "<open>" "[" name "${name}")
  string(REPLACE "<close>" "]" name "${name}")
  string(REGEX REPLACE "([\\\\\",])" "\\\\\\1" pattern "${name}")
  string(APPEND text "add_test([==[${PREFIX}${name}]==] [==[${PROGRAM}]==] [==[\"${pattern}\"]==]")
  foreach(argument IN LISTS ARGUMENTS)
    string(APPEND text " [==[${argument}]==]")
  endforeach()
  # Of a filter that it cannot read Catch2 2 says so, and succeeds.
  string(APPEND text ")\nset_tests_properties([==[${PREFIX}${name}]==] PROPERTIES COST ${COST}"
                     " FAIL_REGULAR_EXPRESSION \"Invalid Filter|No tests ran\")\n")
endforeach()
file(WRITE ${FILE} "${text}")
