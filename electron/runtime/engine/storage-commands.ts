import type { BackupSummary } from '../../../shared/domain/backup.ts';
import type { Stores } from '../store/stores.ts';
import { acting, type Acting } from './acting.ts';
import type { Engine } from './engine-port.ts';

/** What a person changes about the storage of a workspace. */
export function storageCommands({ engine, stores }: { readonly engine: Engine; readonly stores: Stores }) {
  return {
    /** Before a backup is made: refused for who may change nothing; answers an earlier reply to the same command. */
    'backup.begin': async (_input: object, call: Acting) => {
      acting(call);
      const { command } = call.options;
      const first = command === undefined ? null : stores.commands.firstReply(command);
      return first === null ? null : (JSON.parse(first) as BackupSummary);
    },
    'backup.made': (backup: BackupSummary, call: Acting) => {
      const by = acting(call);
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
                actor: { kind: 'person', id: by.personId },
                role: by.role,
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
