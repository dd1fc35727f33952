// SPDX-License-Identifier: GPL-2.0-only
// Measures how fast the explorer is: complete executions and steps per second of a scenario, on one
// core.
//
//   bench [--runs N] SCENARIO.toml...
//
// Each run explores a new machine from the start. Restarts for words that turn out to be written
// and the building of the automata are included; the front end is not. It prints the median of the
// runs, the fastest and the slowest, and the process's peak memory so far. For a scenario with open
// inputs it also prints its classes, the questions to the solver, and their share of the time, here
// with the front end's included.
#include "checker/property/built_in.hpp"
#include "checker/search/explore.hpp"
#include "checker/verify/verify.hpp"
#include "model/scenario/build.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

namespace
{

using namespace walkcheck;

double seconds_of(machine::Machine &machine, explore::Summary &summary)
{
	// This process's processor time, as the load of the machine is not ours to measure.
	const std::clock_t start = std::clock();
	summary = search::explore(machine, {}).summary;
	return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

long peak_kib()
{
	rusage usage{};
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

void measure_classes(const scenario::Scenario &read, const std::filesystem::path &specs)
{
	scenario::SharedPrograms programs;
	verify::Options options;
	options.build = {specs, nullptr, &programs};
	const std::clock_t start = std::clock();
	const verdict::Result result = verify::verify(read, options);
	const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
	fmt::print(
	    "{:<24} {:>9} executions, {} input classes ({}), {} queries, {:.0f} % of {:.2f} s in "
	    "the solver\n",
	    result.scenario, result.executions, result.classes->size(),
	    result.classes_complete ? "complete" : "not complete", result.solver.queries,
	    100 * result.solver.seconds / seconds, seconds);
}

void measure(const std::filesystem::path &path, int runs)
{
	const std::filesystem::path specs = WALKCHECK_SOURCE_DIR "/specs";
	const scenario::Scenario read = scenario::read_scenario(path, {specs, property::names()});
	if (scenario::is_open(read))
		return measure_classes(read, specs);
	const machine::Setup setup = scenario::build(read, {specs, nullptr});
	explore::Summary summary;
	std::vector<double> seconds;
	for (int run = 0; run < runs; ++run) {
		machine::Machine machine(setup);
		seconds.push_back(seconds_of(machine, summary));
	}
	std::ranges::sort(seconds);
	const auto rate = [&](std::uint64_t count, double time) {
		return static_cast<double>(count) / time;
	};
	const double median = seconds[seconds.size() / 2];
	fmt::print("{:<24} {:>9} executions {:>8.0f}/s ({:.0f} .. {:.0f}) {:>10} steps {:>9.0f}/s, "
		   "{} blocked, peak {} KiB\n",
		   path.filename().string(), summary.executions, rate(summary.executions, median),
		   rate(summary.executions, seconds.back()),
		   rate(summary.executions, seconds.front()), summary.steps,
		   rate(summary.steps, median), summary.blocked, peak_kib());
}

} // namespace

int main(int argc, char **argv)
{
	try {
		int runs = 5;
		for (int i = 1; i < argc; ++i) {
			if (std::string(argv[i]) == "--runs" && i + 1 < argc)
				runs = std::max(1, std::stoi(argv[++i]));
			else
				measure(argv[i], runs);
		}
	} catch (const std::exception &error) {
		fmt::print(stderr, "{}\n", error.what());
		return 1;
	}
}
