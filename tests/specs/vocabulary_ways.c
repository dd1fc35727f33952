/* SPDX-License-Identifier: GPL-2.0-only */
/* Names whose answer nobody can foretell: whoever asks must be right with either. */
unsigned long word;
struct rw_semaphore sem;
struct mutex mutex;
spinlock_t spin;
rwlock_t rwlock;

void is_asked_to_yield(void)
{
	if (need_resched())
		__wc_cover("resched");
	else
		__wc_cover("no_resched");
	if (rwlock_needbreak(&rwlock))
		__wc_cover("break_rwlock");
	if (spin_needbreak(&spin))
		__wc_cover("break_spin");
	WRITE_ONCE(word, 1);
}

static void judge(int ret)
{
	if (!ret)
		__wc_cover("locked");
	else if (ret == -EINTR)
		__wc_cover("killed");
	else
		__wc_assert(0, "0 or -EINTR");
}

/* Who was killed holds nothing: to give the lock back then would be a fault. */
void is_killed(void)
{
	int ret = down_read_killable(&sem);

	judge(ret);
	if (!ret)
		up_read(&sem);
	ret = down_write_killable(&sem);
	judge(ret);
	if (!ret)
		up_write(&sem);
	ret = mutex_lock_killable(&mutex);
	judge(ret);
	if (!ret)
		mutex_unlock(&mutex);
	ret = mutex_lock_interruptible(&mutex);
	judge(ret);
	if (!ret)
		mutex_unlock(&mutex);
}
