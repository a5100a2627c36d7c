/*
 * npm run bench [-- name …]: speed and cost, each line a ratio or a value measured in this run.
 * Prints what was missed last and leaves with 0 all the same: a figure is for reading, a test is for passing.
 */
import { kept, type Line, show } from './line.ts';

const BENCHES: Record<string, () => Promise<Line[]>> = {
  'mail-rules': async () => (await import('./mail-rules.ts')).benchMailRules(),
  'mail-writing': async () => (await import('./mail-writing.ts')).benchMailWriting(),
  handler: async () => (await import('./handler.ts')).benchHandler(),
  'cold-start': async () => (await import('./cold-start.ts')).benchColdStart(),
  cost: async () => (await import('./cost.ts')).benchCost(),
  calendar: async () => (await import('./calendar.ts')).benchCalendar(),
  timers: async () => (await import('./timers.ts')).benchTimers(),
  quarter: async () => (await import('./quarter.ts')).benchQuarter(),
  surveys: async () => (await import('./surveys.ts')).benchSurveys(),
  metrics: async () => (await import('./metrics.ts')).benchMetrics(),
  page: async () => (await import('./page.ts')).benchPage(),
  local: async () => (await import('./local-throughput.ts')).benchLocal(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
const missed: Line[] = [];
for (const [name, run] of Object.entries(BENCHES)) {
  // A simulated quarter takes ten minutes: only when it is asked for.
  if (wanted.length > 0 ? !wanted.includes(name) : name === 'quarter') continue;
  console.log(`\n${name}`);
  for (const line of await run()) {
    console.log(`  ${show(line)}`);
    if (kept(line) === false) missed.push(line);
  }
}
console.log(missed.length === 0 ? '\nevery limit kept' : `\n${missed.length} missed: ${missed.map((m) => m.name).join('; ')}`);
process.exit(0);
