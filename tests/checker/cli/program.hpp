// SPDX-License-Identifier: GPL-2.0-only
// Runs the real walkcheck in a scratch folder and gives back what a shell would see.
#pragma once

#include "scratch_folder.hpp"

#include <chrono>
#include <string>
#include <vector>

struct Outcome {
  int code = -1; // 128 + n: ended by signal n
  std::string out, err;
};

// Specs are looked up in the source tree, unless the arguments name another folder.
Outcome run_walkcheck(const ScratchFolder& folder, std::vector<std::string> arguments);

// With this on its standard input.
Outcome run_walkcheck_told(const ScratchFolder& folder, std::vector<std::string> arguments,
                           const std::string& input);

// Sends SIGINT as soon as standard error holds `text`.
Outcome run_walkcheck_interrupted(const ScratchFolder& folder, std::vector<std::string> arguments,
                                  const std::string& text);

struct Signal {
  std::chrono::milliseconds after; // the one before
  int number;
  bool to_group; // of processes, as a terminal and timeout(1) do
};

// Sends the signals, the first of them counted from when that file, of what the program writes, has
// that text; empty: from when the file exists.
Outcome walkcheck_signalled(const ScratchFolder& folder, std::vector<std::string> arguments,
                            const std::string& file, const std::string& text,
                            const std::vector<Signal>& signals);

// The last line that is not empty.
std::string last_line(const std::string& text);

bool contains(const std::string& text, const std::string& part);
