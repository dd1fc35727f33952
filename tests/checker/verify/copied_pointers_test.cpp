// SPDX-License-Identifier: GPL-2.0-only
// A copy can be seen half done, wherever the pointer comes from through which it is done. Each form
// of a pointer is tested with some of the ways to copy; each form takes the next few of them.
#include "small_scenario.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

using namespace walkcheck;
using namespace walkcheck::test;
using verdict::Verdict;

namespace {

// Pointers to the shared `struct s`, from the declarations in kText.
constexpr const char* kTyped[] = {
    "h.p",
    "READ_ONCE(h.p)",
    "hp->p",
    "h.many[i]",
    "pa[i]",
    "local[i]",
    "*pp",
    "**ppp",
    "*h.pp",
    "i ? p : &other",
    "i ? h.p : pa[0]",
    "i ? p : NULL",
    "h.either",
    "h.in.p",
    "lh.p",
    "nameless.p",
    "np->in.p",
    "tp->p",
    "n->next->p",
    "get()",
    "h.getter()",
    "getter()",
    "parameter",
    "xchg(&h.p, &s)",
    "container_of(&hp->in.n, struct holder, in.n)->p",
    "((struct holder *)h.any)->p",
    "h.p + (i - 1)",
    "h.behind - 1",
    "({ struct s *q = h.p; q; })",
};
// Only the copy itself may tell what these point to.
constexpr const char* kUntyped[] = {
    "(struct s *)h.any_s",
    "(struct s *)h.number",
    "(struct s *)(h.number & ~7UL)",
    "(struct s *)get_any()",
    "(struct s *)(u64)p",
    "(struct s *)any",
    "(struct s *)characters",
    "(struct s *)(i ? any : h.any_s)",
    "(struct s *)((char *)(&s + i) - 8)",
};

constexpr std::size_t kOfStructures = 10;
// Copies through a pointer P to `t`, or to the function that checks the copy.
struct Copy {
  const char* text;
  bool is_judged = false; // the copy is checked by the text itself
};
constexpr Copy kCopies[] = {
    {"struct s t = *P;"},
    {"use(*P);", true},
    {"struct s t; memcpy(&t, P, sizeof(t));"},
    {"struct s t = fetch(P);"},
    {"use_inlined(*P);", true},
    {"struct s t, *to = &t; *to = *P;"},
    {"void (*user)(struct s) = use; user(*P);", true},
    {"struct { u64 n; struct s in; } w = { 0, *P }; struct s t = w.in;"},
    {"struct s t = i ? *P : other;"},
    {"*shared = *P; struct s t = other;"},
    // These say nothing about a structure themselves.
    {"u64 t; memcpy(&t, P, 8);"},
    {"u64 t; copy(&t, P, 8);"},
    {"u64 t; memmove(&t, P, 8);"},
    {"u64 t; void *v = P; memcpy(&t, v, 8);"},
    {"u64 t; copy(&t, P, bytes);"},
};

constexpr const char* kText = R"(
struct s {{ {members} }} __aligned(8);
struct s s, other, *first = &s, *pa[2] = {{ &s, &s }};
struct node {{ struct node *next; struct s *p; }} second = {{ NULL, &s }}, node = {{ &second, NULL }};
static struct s *get(void) {{ return first; }}
static void *get_any(void) {{ return first; }}
struct holder {{
	u64 pad;
	struct s *p, *behind, *many[2], **pp, *(*getter)(void);
	union {{ struct s *either; u64 or_number; }};
	struct {{ u64 n; struct s *p; }} in;
	void *any, *any_s;
	u64 number;
}} h = {{ .p = &s, .behind = &s + 1, .many = {{ &s, &s }}, .pp = &first, .either = &s, .getter = get,
	.in = {{ 0, &s }}, .any = &h, .any_s = &s, .number = (u64)&s }};
struct {{ u32 n; struct s *p; struct {{ u32 n; struct s *p; }} in; }} nameless =
	{{ .p = &s, .in = {{ .p = &s }} }};
typedef struct {{ u32 n; struct s *p; }} named_t;
named_t named = {{ .p = &s }};
long done, bytes = 8;
static void judge(const u8 *t)
{{
	done = 1;
	__wc_assert({whole}, "whole");
}}
static noinline void use(struct s t) {{ judge((u8 *)&t); }}
static __always_inline void use_inlined(struct s t) {{ judge((u8 *)&t); }}
static void copy(void *to, const void *from, u64 n) {{ memcpy(to, from, n); }}
static noinline struct s fetch(struct s *from) {{ return *from; }}
)";

// The reader of one case.
constexpr const char* kReader = R"(
static void read_{number}(struct s *parameter, void *any)
{{
	struct s *p = &s, **pp = &first, ***ppp = &pp, *local[2] = {{ &s, &s }}, *shared = &other;
	struct s *(*getter)(void) = get;
	struct holder lh = {{ .p = p }}, *hp = &h;
	typeof(nameless) *np = &nameless;
	named_t *tp = &named;
	struct node *n = &node;
	char *characters = (char *)p;
	long i = 1;
	{copy}
	{judged}
}}
void reader_{number}(void) {{ read_{number}(&s, &s); }}
)";

struct Shared {
  const char *members, *whole, *writes;
};
constexpr Shared kTwo{"u32 a, b;", "t[0] || !t[4]", "WRITE_ONCE(s.a, 1); WRITE_ONCE(s.b, 1);"};
constexpr Shared kOne{"u64 v;", "t[0] == t[7]", "WRITE_ONCE(s.v, ~0UL);"};

// One text has the readers of all cases, as compiling takes most of the time.
class Readers {
public:
  explicit Readers(const Shared& of) : of_(of) {}

  void add(const Copy& copy, const std::string& pointer) {
    std::string statements = copy.text;
    statements.replace(statements.find('P'), 1, '(' + pointer + ')');
    readers_ +=
        fmt::format(kReader, fmt::arg("number", described_.size()), fmt::arg("copy", statements),
                    fmt::arg("judged", copy.is_judged ? "" : "judge((u8 *)&t);"));
    described_.push_back(statements);
  }

  void check_each(Verdict expected) const {
    const std::string text =
        fmt::format(kText, fmt::arg("members", of_.members), fmt::arg("whole", of_.whole)) +
        readers_ + fmt::format("void writer(void) {{ {} }}\n", of_.writes);
    for (std::size_t i = 0; i < described_.size(); ++i) {
      INFO(described_[i]);
      CHECK(run(text, {fmt::format("reader_{}", i), "writer"}).verdict == expected);
    }
  }

private:
  Shared of_;
  std::string readers_;
  std::vector<std::string> described_;
};

} // namespace

TEST_CASE("two members are not copied at once through any pointer") {
  Readers readers(kTwo);
  std::size_t next = 0;
  for (const char* pointer : kTyped)
    readers.add(kCopies[next++ % std::size(kCopies)], pointer);
  for (const char* pointer : kUntyped) {
    readers.add(kCopies[next++ % kOfStructures], pointer);
    readers.add(kCopies[next % 5 + kOfStructures], pointer);
  }
  readers.check_each(Verdict::Violated);
}

TEST_CASE("one member is copied at once where the text tells that it is one") {
  Readers readers(kOne);
  std::size_t next = 4;
  for (const char* pointer : kTyped)
    readers.add(kCopies[next++ % std::size(kCopies)], pointer);
  for (const char* pointer : kUntyped)
    readers.add(kCopies[next++ % kOfStructures], pointer);
  readers.check_each(Verdict::Holds);
}
