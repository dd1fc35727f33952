/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sequence counters. Stands for include/linux/seqlock.h.
 *
 * A reader that meets an odd count reads again until it is even, as in the kernel. Such a loop waits:
 * where the writer never ends its section, because it waits for the reader, that is a deadlock.
 *
 * Compared with that file of 6.1 and 6.12, which agree; the count is of 32 bits. What differs:
 * nobody asserts that a writer has preemption off, or holds the lock that goes with the count: two
 * writers at once show in what they write.
 */
#ifndef WALKCHECK_SEQLOCK_H
#define WALKCHECK_SEQLOCK_H

typedef struct seqcount {
	unsigned long sequence;
} seqcount_t;

typedef seqcount_t seqcount_spinlock_t;

typedef struct {
	seqcount_t seqcount;
	spinlock_t lock;
} seqlock_t;

static inline unsigned int raw_read_seqcount(const seqcount_t *s)
{
	unsigned int seq = (unsigned int)READ_ONCE(s->sequence);

	smp_rmb();
	return seq;
}

static inline unsigned int read_seqcount_begin(const seqcount_t *s)
{
	unsigned int seq;

	while ((seq = (unsigned int)READ_ONCE(s->sequence)) & 1)
		cpu_relax();
	smp_rmb();
	return seq;
}

static inline unsigned int raw_seqcount_begin(const seqcount_t *s)
{
	return raw_read_seqcount(s) & ~1U;
}

static inline int read_seqcount_retry(const seqcount_t *s, unsigned int start)
{
	smp_rmb();
	return unlikely((unsigned int)READ_ONCE(s->sequence) != start);
}

static inline void write_seqcount_begin(seqcount_t *s)
{
	s->sequence++;
	smp_wmb();
}

static inline void write_seqcount_end(seqcount_t *s)
{
	smp_wmb();
	s->sequence++;
}

#define raw_write_seqcount_begin(s) write_seqcount_begin(s)
#define raw_write_seqcount_end(s) write_seqcount_end(s)

static inline unsigned int read_seqbegin(const seqlock_t *sl)
{
	return read_seqcount_begin(&sl->seqcount);
}

static inline unsigned int read_seqretry(const seqlock_t *sl, unsigned int start)
{
	return (unsigned int)read_seqcount_retry(&sl->seqcount, start);
}

static inline void write_seqlock(seqlock_t *sl)
{
	spin_lock(&sl->lock);
	write_seqcount_begin(&sl->seqcount);
}

static inline void write_sequnlock(seqlock_t *sl)
{
	write_seqcount_end(&sl->seqcount);
	spin_unlock(&sl->lock);
}

#endif
