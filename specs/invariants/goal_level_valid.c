/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PG_LEVEL_NONE never reaches req_level or goal_level of a fault. KVM computes with them: a NONE
 * makes a mask of no pages, and a level that the map loop never meets.
 *
 * A fault says its levels with the event levels_chosen: kvm/fault.c.
 */

void on_levels_chosen(unsigned long req_level, unsigned long goal_level)
{
	__wc_require(req_level != PG_LEVEL_NONE, "req_level is PG_LEVEL_NONE");
	__wc_require(goal_level != PG_LEVEL_NONE, "goal_level is PG_LEVEL_NONE");
}
