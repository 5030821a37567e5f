import { resolve } from 'node:path';
import { restoreBackup, type RestoreResult } from '../../runtime/backups/restore.ts';
import { takeOwnership } from '../../runtime/store/ownership.ts';
import { systemClock, systemIds } from '../../runtime/system-ports.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { facts } from '../output/table.ts';
import { counted, localTime, plain, share } from '../output/words.ts';
import { enterWorkspace } from '../workspace.ts';

export const restore = command({
  name: 'restore',
  operands: 'BACKUP',
  takes: { least: 1, most: 1 },
  about: 'bring a workspace back from a backup; what is there now is set aside, never deleted',
  details: `BACKUP is the folder that "lanekeeper backup" printed. Every file of it is held against its hash before
anything is touched. The audit log says from then on that history forks at the backup; everything approved and not
sent asks again, what was under way is never sent again, and no action leaves until a person has said what became of
the original: "lanekeeper workspace moved" if this replaces it, "lanekeeper workspace copied" if it is still used.`,
  kind: 'changes',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log (required)' } },
  async run({ operands, options, as, session, workspace, terminal }) {
    const reason = options.reason?.trim() ?? '';
    if (reason === '') throw new UsageError('This is a decision: say why with --reason TEXT.');
    enterWorkspace(workspace);
    const backup = resolve(operands[0] ?? '');
    const ownership = takeOwnership(workspace);
    if (ownership === null) {
      // A live runtime closes the workspace, exchanges it, and opens it again.
      await (await session()).act('backup.restoreFrom', { folder: backup, reason });
      return {
        exit: 0,
        value: { workspace, backup },
        text: facts([
          ['Workspace', plain(workspace)],
          ['From', plain(backup)],
        ]),
        next,
      };
    }
    try {
      const restored = await restoreBackup(
        { backup, workspace, by: as ?? null, reason, nowMs: systemClock.now(), bootId: systemIds.uuid() },
        (phase, done, total) =>
          terminal.showProgress(
            total === 0 ? `${words[phase]} …` : `${words[phase]}: ${share(done, total)} files`,
            phase,
          ),
      );
      return { exit: 0, value: restored, text: facts(linesOf(restored)), next };
    } finally {
      ownership.release();
    }
  },
});

function linesOf({ workspace, backup, takenAtMs, setAside, laterEvents, missing }: RestoreResult): [string, string][] {
  const lines: [string, string][] = [
    ['Workspace', plain(workspace)],
    ['From', `${plain(backup)}, made ${localTime(takenAtMs)}`],
    ['Set aside', setAside === null ? 'nothing was there' : plain(setAside)],
  ];
  if (laterEvents !== null)
    lines.push(['After the backup', `${counted(laterEvents, 'event')}, only in what was set aside`]);
  if (missing > 0) lines.push(['Missing', `${counted(missing, 'kept file')} that the backup lacks`]);
  return lines;
}

const next =
  'No action leaves until you say what became of the original: lanekeeper workspace moved --reason TEXT, or lanekeeper workspace copied --reason TEXT.';

const words = {
  checking: 'Checking the backup',
  copying: 'Copying',
  exchanging: 'Checking the database and declaring the fork of history',
} as const;
