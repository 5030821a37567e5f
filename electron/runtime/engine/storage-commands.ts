import type { BackupSummary } from '../../../shared/domain/backup.ts';
import type { LegalHold } from '../../../shared/domain/retention.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { by } from '../verbs/by.ts';
import type { Stores } from '../store/stores.ts';
import { acting, type Acting } from './acting.ts';
import { firstReply } from '../store/kept-reply.ts';
import type { Engine } from './engine-port.ts';
import { refuse } from './run-decisions.ts';

/** Screens read again, and what may be removed is looked at again. */
const noticed = { put: 'notice', reason: 'retention' } as const;

/** What a person changes about the storage of a workspace. */
export function storageCommands({ engine, stores }: { readonly engine: Engine; readonly stores: Stores }) {
  const { retention } = stores;
  return {
    /** Before a backup is made: refused for who may change nothing; answers an earlier reply to the same command. */
    'backup.begin': async (_input: object, call: Acting) => {
      acting(call);
      const { command } = call.options;
      const first = command === undefined ? null : stores.commands.firstReply(command);
      return first === null ? null : (firstReply(first) as BackupSummary);
    },
    'run.placeHold': ({ runId, reason }: MethodArguments<'run.placeHold'>, call: Acting) => {
      const person = acting(call);
      return engine.transact(
        { run: runId },
        ({ run }, env) => {
          if (run === null) return refuse('not-found', `There is no run ${runId}.`);
          const known = retention.hold(runId);
          if (known !== null) return refuse('wrong-state', `${known.printedName} put this run on legal hold already.`);
          if (run.removedAtMs !== null)
            return refuse(
              'wrong-state',
              'The contents of this run were removed before; there is nothing left to hold.',
            );
          const { personId, printedName } = person;
          const hold: LegalHold = { runId, reason, personId, printedName, atMs: env.nowMs };
          const entry = { ...by(person), kind: 'legal-hold.placed' as const, run: runId, facts: { reason } };
          return { ok: true, changes: [{ put: 'legal-hold', hold }, { put: 'audit', entry }, noticed], reply: hold };
        },
        call.options,
      );
    },
    'run.liftHold': ({ runId, reason }: MethodArguments<'run.liftHold'>, call: Acting) => {
      const person = acting(call);
      return engine.transact(
        { run: runId },
        ({ run }) => {
          if (run === null) return refuse('not-found', `There is no run ${runId}.`);
          const known = retention.hold(runId);
          if (known === null) return refuse('wrong-state', 'This run is not on legal hold.');
          const facts = { reason, placedBy: known.printedName };
          const entry = { ...by(person), kind: 'legal-hold.lifted' as const, run: runId, facts };
          return {
            ok: true,
            changes: [{ put: 'legal-hold-gone', runId }, { put: 'audit', entry }, noticed],
            reply: { ok: true },
          };
        },
        call.options,
      );
    },
    'backup.made': (backup: BackupSummary, call: Acting) => {
      const person = acting(call);
      const { name, bytes, files, missing, events } = backup;
      return engine.transact(
        {},
        () => ({
          ok: true,
          changes: [
            {
              put: 'audit',
              entry: {
                kind: 'backup.made',
                ...by(person),
                facts: { name, bytes, files, missing, events },
              },
            },
          ],
          reply: backup,
        }),
        call.options,
      );
    },
  };
}
