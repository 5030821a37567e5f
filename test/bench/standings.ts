import type { Report } from './report.ts';

/** Other systems and this disk's floors, measured together on 2 cores with every commit flushed (see the design's table). */
const table = {
  lifecycle: 3_900,
  groupCommit: 32_000,
  graphileJobs: 8_485,
  plainjobJobs: 3_009,
  dbosSteps: 833,
  restateSteps: 1_525,
  openWorkflowSteps: 1_115,
};

/** Where the medians of this sitting stand against P1 to P5; a peer of the table counts by its ratio to its own floor. */
export function compareWithTable(report: Report): void {
  const runs = report.median('P1 no-op runs, start to done');
  const overFloor = runs / report.median('job of three writes, each committed');
  const steps = report.median('P2 steps, 50 runs in flight');
  const group = report.median('group commit, 50 in flight');
  const alone = report.median('P3 steps, one run alone');
  const times = (id: string, what: string, value: number, goal: number): void =>
    report.stands({ id, what, value, unit: ' ×', goal, kind: 'least' });
  const share = (id: string, what: string, value: number, goal: number): void =>
    report.stands({ id, what, value: value * 100, unit: ' %', goal, kind: 'least' });

  times('P1', 'plainjob, live', runs / report.median('plainjob, enqueue to done'), 8);
  times('P1', 'plainjob, by floors', overFloor / (table.plainjobJobs / table.lifecycle), 8);
  times('P1', 'graphile-worker tuned, by floors', overFloor / (table.graphileJobs / table.lifecycle), 1.5);
  share('P2', 'of the group-commit floor', steps / group, 50);
  times('P2', 'OpenWorkflow, live', steps / report.median('OpenWorkflow, steps at 50 in flight'), 10);
  times('P2', 'OpenWorkflow, by floors', steps / group / (table.openWorkflowSteps / table.groupCommit), 10);
  times('P2', 'Restate, by floors', steps / group / (table.restateSteps / table.groupCommit), 8);
  times('P2', 'DBOS, by floors', steps / group / (table.dbosSteps / table.groupCommit), 15);
  share('P3', 'of its own floor', alone / report.median('one step: its commit and one round trip'), 60);
  const oneRow = report.median('one row, one commit');
  const hundred = report.median('100 rows, one commit');
  share(
    'P4',
    'one by one over the socket, of the one-row floor',
    report.median('P4 starts over the socket, one by one') / oneRow,
    70,
  );
  share(
    'P4',
    'one by one at the engine port, of the same',
    report.median('P4 enqueue at the engine port, one by one') / oneRow,
    70,
  );
  share(
    'P4',
    '100 together over the socket, of the 100-row floor',
    report.median('P4 starts over the socket, 100 together') / hundred,
    50,
  );
  share(
    'P4',
    '100 together at the engine port, of the same',
    report.median('P4 enqueue at the engine port, 100 together') / hundred,
    50,
  );
  for (const [what, goal] of [
    ['P5 idle pick-up p50', 1],
    ['P5 idle pick-up p99', 5],
  ] as const)
    report.stands({ id: 'P5', what: what.slice(3), value: report.median(what), unit: ' ms', goal, kind: 'most' });
  report.note(
    'P3 asks for 6 × the better of DBOS and Restate too; the table has no sequential figure of theirs, so it is not judged here.',
  );
}
