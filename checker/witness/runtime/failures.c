/* SPDX-License-Identifier: GPL-2.0-only */
/* Reports what does not go as recorded, and what is violated. */
static void fail(const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fprintf(stderr, "witness: DIVERGED at step %lu of %lu, CPU %s: ", turn + 1, acted->count,
		witness_parts[me]->name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n");
	_exit(3);
}

static void begin_at_all(void);

/* Whether the violation that just occurred is the recorded one, at the recorded step. */
static int is_expected(const char *property)
{
	return acted->property && !strcmp(property, acted->property) && turn + 1 >= acted->count;
}

static void violated(const char *property, const char *format, ...)
{
	va_list arguments;

	if (!in_hook)
		begin_at_all();
	fflush(stdout);
	fprintf(stderr, "witness: %s at step %lu: assertion failed: %s: ",
		is_expected(property) ? "CONFIRMED" : "also violated", turn + 1, property);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n");
	if (is_expected(property))
		abort();
	if (!in_hook)
		fail("%s was not recorded here", property);
}

void __asan_set_error_report_callback(void (*callback)(const char *report));

static void on_asan_report(const char *report)
{
	static const char *const undefined[] = {"stack-buffer-overflow", "stack-buffer-underflow",
						"stack-use-after-return", "stack-use-after-scope",
						": FPE "};
	int is_freed_table = strstr(report, "heap-use-after-free") ||
			     strstr(report, "use-after-poison") || strstr(report, "SEGV");
	const char *property = is_freed_table		       ? "no_freed_table"
			       : strstr(report, "double-free") ? "no_double_free"
							       : "";
	int is_null_call = strstr(report, "SEGV") && is_expected("assertions");

	for (unsigned i = 0; i < sizeof(undefined) / sizeof(*undefined); i++)
		if (strstr(report, undefined[i]) || is_null_call)
			property = "assertions"; /* undefined behaviour in C */
	if (is_expected(property) && !in_hook)
		begin_at_all();
	/* A fault of another CPU, or after the last step, was not recorded. */
	int is_confirmed = is_expected(property) && cpus[me].has_turn && turn + 1 == acted->count;

	fprintf(stderr, "witness: %s at step %lu: AddressSanitizer: %s\n",
		is_confirmed ? "CONFIRMED" : "DIVERGED, not recorded", turn + 1, property);
	_exit(is_confirmed ? 1 : 3);
}

const char *__asan_default_options(void)
{
	/* The specs' variables are defined in each part, and linked into one. */
	return "detect_odr_violation=0:detect_leaks=0:allow_user_segv_handler=0:"
	       "handle_segv=1:abort_on_error=0";
}
