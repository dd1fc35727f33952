/* SPDX-License-Identifier: GPL-2.0-only */
/* What was recorded, and what everything was at the start: the tables after this have it. */
struct witness_step {
	unsigned cpu, alternative;
	enum witness_kind kind;
	const char *name; /* of a primitive or event */
	unsigned long address;
	int has_word;
	unsigned long before, after;
	enum { CPUS_OWN, TAKES_IPI, RCU_FREES } by_itself;
	unsigned sender; /* TAKES_IPI: of the IPI */
};
struct witness_interleaving {
	const struct witness_step *steps;
	unsigned long count;
	const char *property; /* violated at its end, or none: then it is complete */
};
struct witness_cell {
	char kind; /* w: the word at an address; f: the page of a number */
	unsigned long id;
};
struct witness_word {
	unsigned long address, value;
};
struct witness_start {
	const char *variable;
	unsigned long offset, value;
	int is_table;
};
