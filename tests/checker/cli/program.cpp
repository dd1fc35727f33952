// SPDX-License-Identifier: GPL-2.0-only
#include "program.hpp"

#include "catch.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

void redirect(const std::filesystem::path& file, int descriptor,
              int flags = O_WRONLY | O_CREAT | O_TRUNC) {
  const int opened = open(file.c_str(), flags, 0600);
  if (opened < 0 || dup2(opened, descriptor) < 0) _exit(126);
}

pid_t start(const ScratchFolder& folder, const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {WALKCHECK_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    setpgid(0, 0);
    setenv("XDG_CACHE_HOME", (folder.path() / "cache").c_str(), 1); // a test leaves nothing behind
    redirect(folder.path() / "stdin", STDIN_FILENO, O_RDONLY | O_CREAT);
    redirect(folder.path() / "stdout", STDOUT_FILENO);
    redirect(folder.path() / "stderr", STDERR_FILENO);
    if (chdir(folder.path().c_str()) == 0) execv(argv[0], argv.data());
    _exit(127);
  }
  return child;
}

bool has_ended(pid_t child) {
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid != 0;
}

// Until the file has the text.
void await_text(const ScratchFolder& folder, pid_t child, const std::string& file,
                const std::string& text) {
  constexpr int kMilliseconds = 60'000;
  const auto has_begun = [&] {
    return std::filesystem::exists(folder.path() / file) && contains(folder.read(file), text);
  };
  for (int i = 0; i < kMilliseconds && !has_begun() && !has_ended(child); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(has_begun());
}

Outcome finish(const ScratchFolder& folder, pid_t child) {
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  Outcome outcome;
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.out = folder.read("stdout");
  outcome.err = folder.read("stderr");
  return outcome;
}

} // namespace

Outcome run_walkcheck(const ScratchFolder& folder, std::vector<std::string> arguments) {
  return finish(folder, start(folder, arguments));
}

Outcome run_walkcheck_told(const ScratchFolder& folder, std::vector<std::string> arguments,
                           const std::string& input) {
  folder.write("stdin", input);
  return finish(folder, start(folder, arguments));
}

Outcome run_walkcheck_interrupted(const ScratchFolder& folder, std::vector<std::string> arguments,
                                  const std::string& text) {
  const pid_t child = start(folder, arguments);
  await_text(folder, child, "stderr", text);
  kill(child, SIGINT);
  return finish(folder, child);
}

Outcome walkcheck_signalled(const ScratchFolder& folder, std::vector<std::string> arguments,
                            const std::string& file, const std::string& text,
                            const std::vector<Signal>& signals) {
  const pid_t child = start(folder, arguments);
  await_text(folder, child, file, text);
  for (const Signal& signal : signals) {
    std::this_thread::sleep_for(signal.after);
    kill(signal.to_group ? -child : child, signal.number);
  }
  return finish(folder, child);
}

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  if (end == std::string::npos) return {};
  const std::size_t begin = text.rfind('\n', end);
  return text.substr(begin + 1, end - begin);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
