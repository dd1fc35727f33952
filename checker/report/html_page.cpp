// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/html_page.hpp"

namespace walkcheck::report {

const std::string_view kHtmlStyle = R"css(
:root { color-scheme: light dark; --line: #8886; --mark: #fd46; --dead: #8883; --bad: #c22; }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.45 system-ui, sans-serif; }
header { padding: 14px 20px 6px; }
h1 { font-size: 19px; margin: 0 0 2px; }
h2 { font-size: 14px; margin: 14px 0 6px; }
header p { margin: 2px 0; max-width: 110ch; }
.bar { position: sticky; top: 0; display: flex; gap: 10px; align-items: center; padding: 8px 20px;
       background: Canvas; border-block: 1px solid var(--line); z-index: 1; }
.bar input[type=range] { flex: 1; }
main { display: grid; grid-template-columns: minmax(0, 3fr) minmax(320px, 2fr); gap: 20px;
       padding: 6px 20px 40px; align-items: start; }
@media (max-width: 900px) { main { grid-template-columns: 1fr; } }
code, pre, td, th { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 12.5px; }
table.lanes { border-collapse: collapse; width: 100%; table-layout: fixed; }
.lanes th { text-align: left; padding: 4px 8px; border-bottom: 2px solid; }
.lanes th:first-child, .lanes td:first-child { width: 4.5em; text-align: right; }
.lanes td { padding: 3px 8px; vertical-align: top; overflow-wrap: anywhere;
            border-bottom: 1px solid var(--line); cursor: pointer; }
.lanes .fn { font-weight: 600; }
body.all .lanes .fn.again { display: none; }
.lanes .src { white-space: pre-wrap; }
.lanes .eff { opacity: .75; }
.lanes tr.future { opacity: .45; }
.lanes tr.now { background: var(--mark); outline: 2px solid; opacity: 1; }
.lanes tr.now td:first-child::before { content: "\25b6 "; }
.lanes tr.quiet { display: none; }
body.all .lanes tr.quiet { display: table-row; }
.bad { color: var(--bad); font-weight: 700; }
aside { position: sticky; top: 52px; max-height: calc(100vh - 60px); overflow: auto; }
.table { border: 1px solid; border-radius: 4px; margin: 8px 0; }
.table > b { display: block; padding: 3px 8px; border-bottom: 1px solid var(--line); }
.table div { padding: 2px 8px; display: flex; gap: 8px; }
.table div > span:first-child { min-width: 8em; }
.table.dead { border-style: dashed; background: repeating-linear-gradient(45deg, transparent 0 6px, var(--dead) 6px 8px); }
.table.dead b, .table.dead span { text-decoration: line-through; }
.table.dead b::after { content: " \2717 freed"; display: inline-block; padding-left: 6px; }
.changed { background: var(--mark); font-weight: 700; }
.changed::after { content: "\25c0 changed"; margin-left: auto; }
.used::after { content: "\25c0 read"; margin-left: auto; }
kbd { border: 1px solid; border-radius: 3px; padding: 0 4px; font-size: 11px; }
)css";

// The script computes the state after a step: each word starts with the value that its first access
// finds, and every step up to this one is then applied.
const std::string_view kHtmlScript = R"js(
"use strict";
const trace = JSON.parse(document.getElementById("trace").textContent);
const slider = document.getElementById("slider");
const rows = [...document.querySelectorAll(".lanes tr[data-step]")];
const last = trace.steps.length;

function stateAfter(step) {
  const words = new Map(), freed = new Set();
  for (const s of trace.steps)
    if (s.word && !words.has(s.word.key)) words.set(s.word.key, {...s.word, text: s.word.before});
  for (let i = 0; i < step; ++i) {
    const s = trace.steps[i];
    if (s.word) words.get(s.word.key).text = s.word.after;
    for (const frame of s.frees || []) freed.add(frame);
    if (s.allocates) freed.delete(s.allocates);
  }
  return {words, freed};
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function draw(step) {
  const {words, freed} = stateAfter(step);
  const now = step > 0 ? trace.steps[step - 1] : null;
  const groups = new Map();
  for (const word of words.values()) {
    if (!groups.has(word.group)) groups.set(word.group, []);
    groups.get(word.group).push(word);
  }
  const tables = document.getElementById("tables"), variables = document.getElementById("variables");
  tables.replaceChildren();
  variables.replaceChildren();
  for (const [group, members] of [...groups].sort((a, b) => a[1][0].order - b[1][0].order)) {
    const dead = freed.has(members[0].frame);
    const box = element("div", dead ? "table dead" : "table");
    box.dataset.group = group;
    box.append(element("b", "", group));
    for (const word of members.sort((a, b) => a.order - b.order)) {
      const line = element("div");
      line.append(element("span", "", word.name), element("span", "", word.text));
      if (now && now.word && now.word.key === word.key)
        line.className = now.word.before === now.word.after ? "used" : "changed";
      box.append(line);
    }
    (members[0].frame ? tables : variables).append(box);
  }
  document.getElementById("now").textContent = now
    ? `Step ${step} of ${last}, ${now.cpu}: ${now.effect}` : `Before the first of ${last} steps`;
  document.getElementById("where").textContent = now ? now.where : "";
  document.getElementById("verdict").hidden = step !== last;
}

function go(step) {
  step = Math.max(0, Math.min(last, step));
  slider.value = step;
  for (const row of rows) {
    const n = Number(row.dataset.step);
    row.classList.toggle("now", n === step);
    row.classList.toggle("future", n > step);
    if (n === step) {
      row.setAttribute("aria-current", "step");
      row.scrollIntoView({block: "nearest"});
    } else {
      row.removeAttribute("aria-current");
    }
  }
  draw(step);
  history.replaceState(null, "", "#step=" + step);
}

function visible(step) {
  return document.body.classList.contains("all") || !rows[step - 1] ||
         !rows[step - 1].classList.contains("quiet");
}

function move(by) {
  let step = Number(slider.value) + by;
  while (step > 0 && step < last && !visible(step)) step += by;
  go(step);
}

slider.max = last;
slider.addEventListener("input", () => go(Number(slider.value)));
document.getElementById("back").addEventListener("click", () => move(-1));
document.getElementById("forth").addEventListener("click", () => move(1));
document.getElementById("all").addEventListener("change", e => document.body.classList.toggle("all", e.target.checked));
for (const row of rows) row.addEventListener("click", () => go(Number(row.dataset.step)));
document.addEventListener("keydown", e => {
  const keys = {ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1};
  if (e.key in keys) move(keys[e.key]);
  else if (e.key === "Home") go(0);
  else if (e.key === "End") go(last);
  else return;
  e.preventDefault();
});
const asked = /^#step=(\d+)$/.exec(location.hash);
go(asked ? Number(asked[1]) : 0);
)js";

} // namespace walkcheck::report
