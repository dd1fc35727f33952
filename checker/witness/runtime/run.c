/* SPDX-License-Identifier: GPL-2.0-only */
/* A thread for each CPU, from the set-up to the end. */
static void *run_cpu(void *number)
{
	struct cpu *cpu = &cpus[(unsigned long)number];

	me = (unsigned long)number;
	witness_parts[me]->run();
	begin_at_all();
	check_nothing_is_held();
	settle();
	pthread_mutex_lock(&mutex);
	cpu->is_finished = 1;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
	return NULL;
}

static void set_up(void)
{
	for (unsigned long i = 0; i < sizeof(witness_tables) / sizeof(*witness_tables); i++)
		new_block(witness_tables[i]);
	for (unsigned long i = 0; i < sizeof(witness_words) / sizeof(*witness_words); i++) {
		char *at = __wc_to_virtual(witness_words[i].address);

		memcpy(at, &witness_words[i].value, 8);
	}
	for (unsigned long i = 0; i < sizeof(witness_starts) / sizeof(*witness_starts); i++) {
		const struct witness_start *start = &witness_starts[i];
		unsigned long value =
		    start->is_table ? (unsigned long)__wc_to_virtual(start->value) : start->value;

		for (unsigned part = 0; part < WITNESS_PARTS; part++)
			for (unsigned long v = 0; v < witness_parts[part]->variable_count; v++)
				if (!strcmp(witness_parts[part]->variables[v].name,
					    start->variable))
					memcpy((char *)witness_parts[part]->variables[v].at +
						   start->offset,
					       &value, 8);
	}
}

static int all(int finished)
{
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++)
		if (!cpus[cpu].is_finished && (finished || !cpus[cpu].is_waiting))
			return 0;
	return 1;
}

static void wait_for_the_end(void)
{
	pthread_mutex_lock(&mutex);
	while (turn < acted->count || !all(0)) {
		if (turn < acted->count && cpus[acted->steps[turn].cpu].is_finished)
			fail("it has finished, recorded was %s",
			     said(acted->steps[turn].kind, acted->steps[turn].name));
		pthread_cond_wait(&changed, &mutex);
	}
	pthread_mutex_unlock(&mutex);
}

/* Whether a CPU that has not finished can never go on. */
static int is_stuck(const struct cpu *cpu)
{
	static const struct {
		const char *name;
		enum flavour flavour;
	} waiting[] = {{"spin_lock", SPIN},   {"read_lock", SHARED_SPIN},  {"write_lock", SPIN},
		       {"mutex_lock", SLEEP}, {"down_read", SHARED_SLEEP}, {"down_write", SLEEP}};

	if (cpu->pending == WITNESS_IPI_WAIT)
		return cpu->ipi_waits != 0;
	if (cpu->pending == WITNESS_RCU_WAIT)
		return cpu->sync_waits != 0;
	for (unsigned i = 0; i < sizeof(waiting) / sizeof(*waiting); i++)
		if (!strcmp(cpu->pending_name, waiting[i].name))
			return !is_free(lock_at(cpu->pending_at), waiting[i].flavour);
	return 0;
}

static void judge_the_end(void)
{
	int stuck = 0, unfinished = 0;

	me = 0;
	if (all(1)) {
		raise_event("at_end", 0, 0, 0);
		return;
	}
	in_hook = 1; /* not of any CPU */
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++) {
		if (cpus[cpu].is_finished)
			continue;
		unfinished++;
		if (!is_stuck(&cpus[cpu]))
			continue;
		stuck++;
		if (cpus[cpu].pending_at && is_in_freed_page(cpus[cpu].pending_at))
			violated("no_freed_table", "%s waits for the lock %#lx of a freed page",
				 witness_parts[cpu]->name, cpus[cpu].pending_at);
	}
	if (stuck == unfinished)
		violated("no_deadlock", "no CPU can go on, and %d have not finished", unfinished);
}

static void act(const struct witness_interleaving *interleaving)
{
	acted = interleaving;
	set_up();
	raise_event("always", 0, 0, 0);
	for (unsigned long cpu = 0; cpu < WITNESS_CPUS; cpu++)
		pthread_create(&cpus[cpu].thread, NULL, run_cpu, (void *)cpu);
	wait_for_the_end();
	judge_the_end();
	if (!acted->property && !all(1)) {
		fprintf(stderr, "witness: DIVERGED: a CPU has not finished\n");
		_exit(3);
	}
	if (acted->property) {
		fprintf(stderr, "witness: NOT CONFIRMED: %s\n", acted->property);
		_exit(3);
	}
}

int main(void)
{
	unsigned long count = sizeof(witness_interleavings) / sizeof(*witness_interleavings);
	unsigned long steps = 0;

	__asan_set_error_report_callback(on_asan_report);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (unsigned long i = 0; i < count; i++) {
		int status;
		pid_t child;

		if (count == 1) {
			act(&witness_interleavings[0]);
			steps = witness_interleavings[0].count;
			break;
		}
		child = fork();
		if (!child) {
			act(&witness_interleavings[i]);
			_exit(0);
		}
		waitpid(child, &status, 0);
		if (status) {
			fprintf(stderr, "witness: in interleaving %lu of %lu\n", i + 1, count);
			return 3;
		}
		steps += witness_interleavings[i].count;
	}
	printf("witness: %lu interleavings, %lu steps: all as recorded\n", count, steps);
	return 0;
}
