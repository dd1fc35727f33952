// SPDX-License-Identifier: GPL-2.0-only
// Small scenarios that several tests of the command line use. Their verdicts can be seen by eye.
#pragma once

#include "scratch_folder.hpp"

#include <string>

// A CPU of a scenario. `rest`: further lines of its [[cpu]].
inline std::string cpu(const std::string& name, const std::string& spec, const std::string& entry,
                       const std::string& rest = "") {
  return "[[cpu]]\nname = '" + name + "'\nrun = '" + spec + "'\nentry = '" + entry + "'\n" + rest +
         '\n';
}

// Two CPUs that each add 1 to a word and claim that nobody else does: 2 traces, both of which fail.
inline void write_violated(const ScratchFolder& folder, const std::string& name) {
  folder.write("alone.c", "unsigned long word;\n"
                          "void alone(void)\n"
                          "{\n"
                          "\tWRITE_ONCE(word, word + 1);\n"
                          "\t__wc_assert(READ_ONCE(word) == 1, \"nobody else was here\");\n"
                          "}\n");
  folder.write(name, "title = 'two CPUs that think they are alone'\n" +
                         cpu("one", "alone.c", "alone") + cpu("two", "alone.c", "alone"));
}

// Two fetch-adds of one word: one trace per order, 2 in all.
inline void write_holds(const ScratchFolder& folder, const std::string& name,
                        const std::string& head = "") {
  folder.write("add.c", "unsigned long word;\n"
                        "void add(void)\n"
                        "{\n"
                        "\t__atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);\n"
                        "\t__wc_cover(\"added\");\n"
                        "}\n");
  folder.write(name, "title = 'two fetch-adds'\n" + head + cpu("one", "add.c", "add") +
                         cpu("two", "add.c", "add"));
}

// More interleavings than anybody can wait for, and as many states, as each CPU remembers all that
// it saw. Where a claim is given, it is the last step.
inline void write_endless(const ScratchFolder& folder, const std::string& name,
                          const std::string& claim = "") {
  const std::string spec = name.substr(0, name.find('.')) + ".c";
  folder.write(spec, "unsigned long word;\n"
                     "void spin(void)\n"
                     "{\n"
                     "\tunsigned long seen = 0;\n"
                     "\tint i;\n"
                     "\tfor (i = 0; i < 8; i++)\n"
                     "\t\tseen = seen << 6 | __atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);\n"
                     "\t__wc_assert(seen >> 63 == 0, \"six bits a round\");\n" +
                         claim + "}\n");
  std::string text = "title = 'for ever'\n";
  for (const char* each : {"a", "b", "c", "d", "e"})
    text += cpu(each, spec, "spin");
  folder.write(name, text);
}
