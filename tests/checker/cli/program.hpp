// SPDX-License-Identifier: GPL-2.0-only
// Runs the real walkcheck in a scratch folder and returns what a shell would see.
#pragma once

#include "scratch_folder.hpp"

#include <chrono>
#include <string>
#include <vector>

// Exit codes.
inline constexpr int kHolds = 0, kViolated = 10, kInconclusive = 30, kVacuous = 40, kUsage = 64,
                     kBadInput = 65;

struct Outcome {
  int code = -1; // 128 + n if signal n ended it
  std::string out, err;
};

// Specs are found in the source tree, unless the arguments name another folder.
Outcome run_walkcheck(const ScratchFolder& folder, std::vector<std::string> arguments);

// Runs it with this text on its standard input.
Outcome run_walkcheck_told(const ScratchFolder& folder, std::vector<std::string> arguments,
                           const std::string& input);

// Sends SIGINT as soon as standard error contains `text`.
Outcome run_walkcheck_interrupted(const ScratchFolder& folder, std::vector<std::string> arguments,
                                  const std::string& text);

struct Signal {
  std::chrono::milliseconds after; // after the one before
  int number;
  bool to_group; // to the process group, as a terminal and timeout(1) do
};

// Sends the signals. The first is timed from the moment when a file that the program writes
// contains that text; if the text is empty, from when the file exists.
Outcome walkcheck_signalled(const ScratchFolder& folder, std::vector<std::string> arguments,
                            const std::string& file, const std::string& text,
                            const std::vector<Signal>& signals);

// The last line that is not empty.
std::string last_line(const std::string& text);

bool contains(const std::string& text, const std::string& part);
