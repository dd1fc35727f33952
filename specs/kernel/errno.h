/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Error numbers and error pointers. Stands for asm-generic/errno*.h and include/linux/err.h.
 * Compared with these of 6.1 and 6.12, which agree.
 */
#ifndef WALKCHECK_ERRNO_H
#define WALKCHECK_ERRNO_H

#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EIO 5
#define E2BIG 7
#define EAGAIN 11
#define ENOMEM 12
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define EINVAL 22
#define ENOSPC 28
#define ERANGE 34
#define EHWPOISON 133
#define EOPNOTSUPP 95

#define MAX_ERRNO 4095

static inline void *ERR_PTR(long error)
{
	return (void *)error;
}

static inline long PTR_ERR(const void *pointer)
{
	return (long)pointer;
}

static inline bool IS_ERR(const void *pointer)
{
	return (unsigned long)pointer >= (unsigned long)-MAX_ERRNO;
}

static inline bool IS_ERR_OR_NULL(const void *pointer)
{
	return !pointer || IS_ERR(pointer);
}

#endif
