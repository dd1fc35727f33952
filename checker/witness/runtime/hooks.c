/* SPDX-License-Identifier: GPL-2.0-only */
/* The hooks of invariants. */
static void raise_event(const char *event, unsigned long a, unsigned long b, unsigned long c)
{
	for (unsigned part = WITNESS_CPUS; part < WITNESS_PARTS; part++)
		for (unsigned long i = 0; i < witness_parts[part]->hook_count; i++) {
			const struct witness_hook *hook = &witness_parts[part]->hooks[i];

			if (strcmp(hook->event, event))
				continue;
			in_hook = 1;
			checked = witness_parts[part]->name;
			hook->run(a, b, c);
			in_hook = 0;
		}
}

static int is_listened_to(const char *event)
{
	for (unsigned part = WITNESS_CPUS; part < WITNESS_PARTS; part++)
		for (unsigned long i = 0; i < witness_parts[part]->hook_count; i++)
			if (!strcmp(witness_parts[part]->hooks[i].event, event))
				return 1;
	return 0;
}

void __wc_require(int condition, const char *message, ...)
{
	char text[1024];
	va_list arguments;

	if (condition)
		return;
	va_start(arguments, message);
	vsnprintf(text, sizeof(text), message, arguments);
	va_end(arguments);
	violated(checked, "%s", text);
}
