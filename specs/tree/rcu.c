/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RCU's read-side sections and grace periods. In place of include/linux/rcupdate.h and
 * kernel/rcu/tree.c, tree_plugin.h.
 */
#include <linux/rcupdate.h>

WC_REPLACES(rcu_read_lock);
void __cut_rcu_read_lock(void)
{
	__wc_rcu_read_lock();
}

WC_REPLACES(rcu_read_unlock);
void __cut_rcu_read_unlock(void)
{
	__wc_rcu_read_unlock();
}

WC_REPLACES(synchronize_rcu);
void __cut_synchronize_rcu(void)
{
	__wc_might_sleep();
	__wc_synchronize_rcu();
}
