import type { Finding } from './finding.ts';
import { by, hasTable, type Row, type Store } from './store.ts';

type Sums = Map<string, number>;

/**
 * I8: each call of a model or a tool that was written down has its one line in the cost ledger with what it used, no
 * line is without its call, nothing stays reserved for work that is over, what a run has spent is the sum of its lines,
 * the maintained sums are those of the runs, and a run is under the budgets of whoever started it or went on as it.
 */
export function checkCosts(store: Store): Finding[] {
  if (!hasTable(store.db, 'call')) return [{ invariant: 'I8', what: 'There is no cost ledger.' }];
  const lines = store.db.prepare('SELECT * FROM call ORDER BY run_id, line_id').all() as Row[];
  const findings = [
    ...modelCalls(store, lines),
    ...toolCalls(store, lines),
    ...leftReserved(store, lines),
    ...runs(store, lines),
    ...sums(store, lines),
    ...families(store, lines),
  ];
  return findings.map((what) => ({ invariant: 'I8', what }));
}

/** The journal says what each attempt used; what was copied from an earlier lineage was paid for there. */
function modelCalls(store: Store, lines: readonly Row[]): string[] {
  const removed = new Set(store.runs.filter((run) => run['removed_at_ms'] !== null).map((run) => run['run_id']));
  const found: string[] = [];
  const settled = new Map<string, Row[]>();
  /** Sent and not answered to their end: the journal says how they ended, and nobody knows what they cost. */
  const unanswered = new Map<string, number>();
  for (const line of lines) {
    if (line['kind'] !== 'model') continue;
    const place = placeOf(line);
    // Of a call whose end nobody knew there is no record: a person has said what it cost.
    if (line['status'] === 'settled' && line['settled_by'] === null)
      settled.set(place, [...(settled.get(place) ?? []), line]);
    else if (isEnded(line)) unanswered.set(place, (unanswered.get(place) ?? 0) + 1);
  }
  for (const row of store.journal) {
    if (row['kind'] !== 'model' || row['kept_from'] !== null) continue;
    if (row['phase'] !== 'done' && row['phase'] !== 'failed' && row['phase'] !== 'attempt-failed') continue;
    const place = placeOf(row);
    const left = unanswered.get(place) ?? 0;
    if (row['used'] === null && left > 0) {
      unanswered.set(place, left - 1);
      continue;
    }
    const line = settled.get(place)?.shift();
    if (line === undefined) found.push(`Model call ${place} was made and the ledger has no line of it.`);
    else if (row['used'] !== null && !isSame(amounts(row['used']), amounts(line['used'])))
      found.push(`Model call ${place} used ${row['used']} and its line says ${line['used']}.`);
  }
  for (const [place, left] of settled)
    for (const line of left)
      if (!removed.has(line['run_id'] ?? null))
        found.push(`The ledger has a model call ${place} that no journal tells of.`);
  return found;
}

/** Its own record says how it ended, whether or not what it cost was known. */
function isEnded({ model }: Row): boolean {
  return typeof model === 'string' && (JSON.parse(model) as { end?: unknown }).end !== null;
}

/** One intent is one call of its tool; while nobody knows what became of it, its line stays reserved. */
function toolCalls(store: Store, lines: readonly Row[]): string[] {
  const found: string[] = [];
  const ofEffects = new Map(lines.filter((line) => line['kind'] === 'effect').map((line) => [line['line_id'], line]));
  for (const effect of store.effects) {
    const id = effect['effect_id'] ?? '';
    const line = ofEffects.get(id);
    ofEffects.delete(id);
    if (effect['intent_at_ms'] === null) {
      if (line !== undefined) found.push(`The ledger has a call for effect ${id}, which was never handed to its tool.`);
      continue;
    }
    if (line === undefined) {
      found.push(`Effect ${id} was handed to its tool and the ledger has no line of it.`);
      continue;
    }
    const status =
      effect['status'] === 'dispatched' ? 'reserved' : effect['status'] === 'unknown' ? 'unknown' : 'settled';
    if (line['status'] !== status) found.push(`Effect ${id} is ${effect['status']} and its line is ${line['status']}.`);
    const counted = line['status'] === 'settled' ? line['used'] : line['estimate'];
    if (!isSame(amounts(counted), new Map([['tool-calls', 1]])))
      found.push(`The line of effect ${id} counts ${counted}, not one call.`);
  }
  for (const id of ofEffects.keys()) found.push(`The ledger has a call for effect ${id}, which there is not.`);
  return found;
}

/** A step or a model call is under way in the activation that asked; with its end it is given back, or unknown. */
function leftReserved(store: Store, lines: readonly Row[]): string[] {
  const runsById = new Map(store.runs.map((run) => [run['run_id'], run]));
  const found: string[] = [];
  for (const line of lines) {
    if (line['status'] !== 'reserved' || line['kind'] === 'effect') continue;
    const run = runsById.get(line['run_id'] ?? null);
    const isInHost = run?.['finished_at_ms'] === null && run['status'] !== 'queued' && run['status'] !== 'paused';
    if (!isInHost || run['activation'] !== line['activation'])
      found.push(`Line ${line['line_id']} of run ${line['run_id']} is reserved for an activation that is over.`);
  }
  return found;
}

function runs(store: Store, lines: readonly Row[]): string[] {
  const found: string[] = [];
  const ofRun = by(lines, 'run_id');
  const journals = by(store.journal, 'run_id');
  const known = new Set(store.runs.map((run) => String(run['run_id'])));
  for (const id of ofRun.keys())
    if (!known.has(id)) found.push(`The ledger has lines of run ${id}, which there is not.`);
  for (const run of store.runs) {
    const id = String(run['run_id']);
    const spent: Sums = new Map();
    for (const line of ofRun.get(id) ?? []) if (line['status'] === 'settled') addAll(spent, amounts(line['used']));
    if (!isSame(spent, amounts(run['spent'])))
      found.push(`Run ${id} says it spent ${run['spent']}; its lines say ${words(spent)}.`);
    if (run['removed_at_ms'] !== null) continue;
    let steps = 0;
    let workMs = 0;
    for (const row of journals.get(id) ?? []) {
      if (row['kept_from'] !== null || Number(row['ord']) >= Number(run['next_ord'])) continue;
      if (row['kind'] !== 'step' && row['kind'] !== 'model') continue;
      workMs += Number(row['duration_ms'] ?? 0);
      if (row['phase'] === 'done' || row['phase'] === 'failed') steps += 1;
    }
    if (steps !== run['steps']) found.push(`Run ${id} says it did ${run['steps']} steps; its journal says ${steps}.`);
    if (workMs !== run['work_ms'])
      found.push(`Run ${id} says it worked ${run['work_ms']} ms; its journal says ${workMs}.`);
  }
  return found;
}

/** The sums over all time are those of the runs and of the open lines, and no day has more than there ever was. */
function sums(store: Store, lines: readonly Row[]): string[] {
  const found: string[] = [];
  const used: Sums = new Map();
  const reserved: Sums = new Map();
  const unknown: Sums = new Map();
  for (const run of store.runs) {
    const whose = `${run['agent_id']} ${run['lane']}`;
    addAll(used, amounts(run['spent']), whose);
    add(used, `${whose} steps`, Number(run['steps']));
    add(used, `${whose} wall`, Number(run['work_ms']));
  }
  for (const line of lines) {
    const into = line['status'] === 'reserved' ? reserved : line['status'] === 'unknown' ? unknown : null;
    if (into !== null) addAll(into, amounts(line['estimate']), `${line['agent_id']} ${line['lane']}`);
  }
  const days: Sums = new Map();
  for (const row of store.db.prepare('SELECT * FROM usage').all() as Row[]) {
    const key = `${row['agent_id']} ${row['lane']} ${row['measure']}`;
    if (row['day'] !== '') {
      add(days, key, Number(row['used']));
      continue;
    }
    for (const [field, sum] of Object.entries({ used, reserved, unknown })) {
      if (Number(row[field]) !== (sum.get(key) ?? 0))
        found.push(`What ${key} has ${field} is kept as ${row[field]}; its calls say ${sum.get(key) ?? 0}.`);
      sum.delete(key);
    }
    add(days, key, -Number(row['used']));
  }
  for (const [field, sum] of Object.entries({ used, reserved, unknown }))
    for (const [key, n] of sum)
      if (n !== 0) found.push(`What ${key} has ${field} is kept nowhere; its calls say ${n}.`);
  for (const [key, over] of days)
    if (over > 0) found.push(`The days of ${key} add up to ${over} more than there ever was.`);
  return found;
}

/** Whose budget a run is under beside its own, as its row says. */
function sharedLimits(run: Row): { readonly measure: string; readonly ownerId: string }[] {
  const limits = JSON.parse(String(run['limits'])) as { measure: string; ownerId?: string }[];
  return limits.flatMap(({ measure, ownerId }) => (ownerId === undefined ? [] : [{ measure, ownerId }]));
}

/** What families use of a run's budget is the sum of what its members say; the run itself is not in it. */
function families(store: Store, lines: readonly Row[]): string[] {
  const found: string[] = [];
  if (!hasTable(store.db, 'family_use')) return ['There are no sums of families.'];
  const ofRun = by(lines, 'run_id');
  const known = new Set(store.runs.map((run) => String(run['run_id'])));
  const sum = { used: new Map() as Sums, reserved: new Map() as Sums, unknown: new Map() as Sums };
  for (const run of store.runs) {
    const own: Sums = new Map(amounts(run['spent']));
    add(own, 'steps', Number(run['steps']));
    add(own, 'wall', Number(run['work_ms']));
    for (const { measure, ownerId } of sharedLimits(run)) {
      if (!known.has(ownerId))
        found.push(`Run ${run['run_id']} is under a budget of run ${ownerId}, which there is not.`);
      add(sum.used, `${ownerId} ${measure}`, own.get(measure) ?? 0);
      for (const line of ofRun.get(String(run['run_id'])) ?? []) {
        const into = line['status'] === 'reserved' ? sum.reserved : line['status'] === 'unknown' ? sum.unknown : null;
        if (into !== null) add(into, `${ownerId} ${measure}`, amounts(line['estimate']).get(measure) ?? 0);
      }
    }
  }
  for (const row of store.db.prepare('SELECT * FROM family_use').all() as Row[]) {
    const key = `${row['owner_id']} ${row['measure']}`;
    for (const [field, of] of Object.entries(sum)) {
      if (Number(row[field]) !== (of.get(key) ?? 0))
        found.push(
          `What the family of run ${key} has ${field} is kept as ${row[field]}; its runs say ${of.get(key) ?? 0}.`,
        );
      of.delete(key);
    }
  }
  for (const [field, of] of Object.entries(sum))
    for (const [key, n] of of)
      if (n !== 0) found.push(`What the family of run ${key} has ${field} is kept nowhere; its runs say ${n}.`);
  return found;
}

function placeOf(row: Row): string {
  return `${row['run_id']} ${row['lineage_id']} ${row['path']} attempt ${row['attempt']}`;
}

function amounts(text: Row[string] | undefined): Sums {
  return text === null || text === undefined
    ? new Map()
    : new Map(Object.entries(JSON.parse(String(text)) as Record<string, number>));
}

function add(sum: Sums, key: string, n: number): void {
  sum.set(key, (sum.get(key) ?? 0) + n);
}

function addAll(sum: Sums, more: Sums, whose?: string): void {
  for (const [measure, n] of more) add(sum, whose === undefined ? measure : `${whose} ${measure}`, n);
}

function isSame(one: Sums, other: Sums): boolean {
  for (const key of new Set([...one.keys(), ...other.keys()]))
    if ((one.get(key) ?? 0) !== (other.get(key) ?? 0)) return false;
  return true;
}

function words(sum: Sums): string {
  return JSON.stringify(Object.fromEntries(sum));
}
