// SPDX-License-Identifier: GPL-2.0-only
// Uses posix_spawn. The standard output goes to a pipe and the standard error to a file, so that
// neither can fill up while the other is read.
#include "model/support/process.hpp"

#include "model/support/temporary_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace walkcheck::support {
namespace {

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& string : strings)
    result.push_back(string.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> own_environment() {
  const char* path = std::getenv("PATH");
  return {fmt::format("PATH={}", path != nullptr ? path : "/usr/bin:/bin"), "LC_ALL=C"};
}

std::atomic<const std::atomic<bool>*> stopped_by = nullptr;

// Waits until there is something to read, or the end is reached. Returns false if the tool is to be
// stopped before that.
bool wait_for_output(int descriptor) {
  constexpr int kMilliseconds = 50;
  const std::atomic<bool>* stop = stopped_by;
  pollfd poll{descriptor, POLLIN, 0};
  while (stop != nullptr && !stop->load())
    if (::poll(&poll, 1, kMilliseconds) > 0) return true;
  return stop == nullptr;
}

std::string drain(int descriptor, std::size_t limit, pid_t child) {
  std::string text;
  std::array<char, 1 << 16> buffer;
  while (text.size() < limit) {
    if (!wait_for_output(descriptor)) {
      ::kill(-child, SIGTERM);
      break;
    }
    const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

ProcessResult run(const std::vector<std::string>& arguments, std::size_t out_limit,
                  const std::filesystem::path& folder) {
  const TemporaryDirectory directory;
  const std::filesystem::path errors = directory.path() / "err";
  std::array<int, 2> pipe_ends{};
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, errors.c_str(), O_WRONLY | O_CREAT, 0600);
  if (!folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<std::string> argument_texts = arguments;
  std::vector<std::string> environment_texts = own_environment();
  pid_t child = 0;
  const int failure =
      ::posix_spawnp(&child, arguments[0].c_str(), &actions, &attributes,
                     pointers(argument_texts).data(), pointers(environment_texts).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  ::close(pipe_ends[1]);

  ProcessResult result;
  if (failure == 0) {
    result.started = true;
    result.out = drain(pipe_ends[0], out_limit, child);
    ::close(pipe_ends[0]);
    const int status = wait_for(child);
    result.crashed = WIFSIGNALED(status);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.err = read_file(errors);
  } else {
    ::close(pipe_ends[0]);
  }
  return result;
}

} // namespace

void stop_tools_when(const std::atomic<bool>& stopped) {
  stopped_by = &stopped;
}

bool are_tools_stopped() {
  const std::atomic<bool>* stop = stopped_by;
  return stop != nullptr && stop->load();
}

ProcessResult run_process(const std::vector<std::string>& arguments, std::size_t out_limit) {
  return run(arguments, out_limit, {});
}

ProcessResult run_process_in(const std::filesystem::path& folder,
                             const std::vector<std::string>& arguments) {
  return run(arguments, static_cast<std::size_t>(-1), folder);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  if (!stream || (stream.peek() != EOF && !(text << stream.rdbuf())))
    throw std::runtime_error(fmt::format("cannot read {}", path.string()));
  return text.str();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream stream(path, std::ios::binary);
  if (!(stream << text).flush())
    throw std::runtime_error(fmt::format("cannot write {}", path.string()));
}

} // namespace walkcheck::support
