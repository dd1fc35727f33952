/* SPDX-License-Identifier: GPL-2.0-only */
/* The types of the tables below: the recorded steps, and the values of everything at the start. */
struct witness_step {
	unsigned cpu, alternative;
	enum witness_kind kind;
	const char *name; /* of the primitive or event */
	unsigned long address;
	int has_word;
	unsigned long before, after;
	enum { CPUS_OWN, TAKES_IPI, RCU_FREES } by_itself;
	unsigned sender; /* TAKES_IPI: the sender of the IPI */
};
struct witness_interleaving {
	const struct witness_step *steps;
	unsigned long count;
	const char *property; /* violated at its end; none if it is complete */
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
