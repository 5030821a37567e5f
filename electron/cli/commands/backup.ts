import { resolve } from 'node:path';
import type { BackupProgress, BackupSummary } from '../../../shared/domain/backup.ts';
import { command } from '../command.ts';
import { facts, table } from '../output/table.ts';
import { counted, localTime, plain, share, size } from '../output/words.ts';
import { needWorkspace } from '../workspace.ts';

export const backup = command({
  name: 'backup',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'make a backup while work goes on; it is checked before it counts as one',
  details: `It holds the database with the audit log, the records, the kept files and the agents' code, each with its
hash; not the outbox and not the publishing folder. Without --to it lies in the workspace's folder "backups":
copy it to another disk. "lanekeeper restore FOLDER" brings it back.`,
  kind: 'changes',
  options: { to: { type: 'string', value: 'DIR', about: 'make it in this folder, best on another disk' } },
  async run({ options, session, terminal, workspace }) {
    needWorkspace(workspace);
    const open = await session();
    const stop = open.onEphemeral('backup', (now) => terminal.showProgress(progressLine(now), now.phase));
    try {
      const made =
        options.to === undefined
          ? await open.act('backup.create', {})
          : await open.act('backup.createAt', { folder: resolve(options.to) });
      return {
        exit: made.missing === 0 ? 0 : 1,
        value: made,
        text: facts([
          ['Backup', plain(made.folder)],
          ['Size', `${size(made.bytes)} in ${counted(made.files, 'file')}`],
          ['Audit log', counted(made.events, 'event')],
          ['Checked', 'every page of the database, every link of the audit log, the hash of every file'],
        ]),
        ...(made.missing === 0 ? {} : { next: missingWords(made) }),
      };
    } finally {
      stop();
    }
  },
});

export const backupList = command({
  name: 'backup list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: "list the backups in the workspace's own backup folder, newest first",
  kind: 'reads',
  options: {},
  async run({ session, terminal, workspace }) {
    needWorkspace(workspace);
    const { folder, backups } = await (await session()).ask('backup.list', {});
    return { exit: 0, value: backups, text: backups.length === 0 ? `No backups in ${folder}.` : backupTable(backups) };

    function backupTable(listed: readonly BackupSummary[]): string {
      const rows = listed.map((one) => [
        one.takenAtMs === 0 ? '' : localTime(one.takenAtMs),
        size(one.bytes),
        one.events.toLocaleString('en'),
        plain(one.problem ?? (one.missing === 0 ? '' : missingWords(one))),
        plain(one.folder),
      ]);
      const columns = [
        { title: 'TAKEN' },
        { title: 'SIZE' },
        { title: 'EVENTS' },
        { title: 'PROBLEM' },
        { title: 'FOLDER' },
      ];
      return table(columns, rows, terminal);
    }
  },
});

function missingWords({ missing }: BackupSummary): string {
  return `${counted(missing, 'kept file')} that the database names ${missing === 1 ? 'was' : 'were'} damaged or gone, and ${missing === 1 ? 'is' : 'are'} not in it.`;
}

const phases: Readonly<Record<BackupProgress['phase'], string>> = {
  database: 'Copying the database',
  files: 'Copying kept files',
  checking: 'Checking the copy',
  settling: 'Flushing it to the disk',
};

function progressLine({ phase, done, total, unit }: BackupProgress): string {
  return total === 0 ? `${phases[phase]} …` : `${phases[phase]}: ${share(done, total)} ${unit}`;
}
