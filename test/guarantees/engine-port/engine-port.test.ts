import { delayedEngine } from '../../helpers/delayed-engine.ts';
import { openTestEngine } from '../../helpers/test-engine.ts';
import { describeEnginePort, type EngineMaker } from './describe-engine-port.ts';

describeEnginePort(
  'the SQLite engine',
  overSqlite((made) => made.engine),
);
for (const seed of ['one', 'two', 'three'])
  describeEnginePort(
    `the SQLite engine behind a slow wire (${seed})`,
    overSqlite((made) => delayedEngine(made.engine, seed)),
  );

function overSqlite(wire: (made: ReturnType<typeof openTestEngine>) => ReturnType<typeof delayedEngine>): EngineMaker {
  return (options) => {
    const made = openTestEngine(options);
    const status = made.reader.prepare('SELECT status FROM run WHERE run_id = ?').pluck();
    const records = made.reader.prepare('SELECT count(*) FROM journal_all WHERE run_id = ?').pluck();
    const events = made.reader.prepare('SELECT count(*) FROM audit WHERE kind = ?').pluck();
    return {
      engine: wire(made),
      folder: made.folder,
      look(runId) {
        const found = status.get(runId) as string | undefined;
        return found === undefined ? null : { status: found, records: records.get(runId) as number };
      },
      audit: (kind) => ({ events: events.get(kind) as number, isWhole: made.verify().ok }),
      takeOver: made.raiseEpoch,
      close: made.close,
    };
  };
}
