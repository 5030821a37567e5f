import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { createKeptSecrets } from '../../runtime/secrets/kept-secrets.ts';
import { placesOf } from '../../runtime/threads/places.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { command } from '../command.ts';
import { leaveFor } from '../secret-leave.ts';
import { table } from '../output/table.ts';
import { plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

export const secretsSet = command({
  name: 'secrets set',
  operands: 'NAME',
  takes: { least: 1, most: 1 },
  about: 'keep a secret that settings name; its value comes from standard input',
  details: `One line: lanekeeper secrets set refunds-api < token.txt. At a terminal it is asked for and not shown.
It is kept in a file of the workspace that this user alone may read, not encrypted, is no part of a backup, and is
handed to the one call that needs it. An operator or an admin does this; the log tells who, and never the value.`,
  kind: 'changes',
  options: {},
  async run({ operands: [name = ''], workspace, terminal, session }) {
    const value = (await given(name, terminal)).replace(/\r?\n$/, '');
    await secretsIn(workspace).put(name, value, await leaveFor(session, name, 'kept'));
    return { exit: 0, value: { name }, text: `"${name}" is kept. Its value is shown nowhere.` };
  },
});

export const secretsList = command({
  name: 'secrets list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list the names of the secrets that are kept here',
  kind: 'reads',
  options: {},
  async run({ workspace, terminal }) {
    const secrets = await secretsIn(workspace).list();
    const rows = secrets.map(({ name, isUsable }) => [
      plain(name),
      isUsable ? 'kept' : 'not used: other users of this computer may read its file',
    ]);
    const text =
      rows.length === 0 ? 'No secrets are kept here.' : table([{ title: 'NAME' }, { title: 'STATE' }], rows, terminal);
    return { exit: 0, value: secrets, text };
  },
});

export const secretsRemove = command({
  name: 'secrets remove',
  operands: 'NAME',
  takes: { least: 1, most: 1 },
  about: 'forget a secret; what needs it is refused from then on',
  kind: 'changes',
  options: {},
  async run({ operands: [name = ''], workspace, session }) {
    if (!(await secretsIn(workspace).remove(name, await leaveFor(session, name, 'removed'))))
      throw new LanekeeperError('not-found', `There is no secret "${plain(name)}". Nothing was removed.`);
    return { exit: 0, value: { name }, text: `"${name}" is forgotten.` };
  },
});

function secretsIn(workspace: string) {
  return createKeptSecrets(placesOf(workspace).secretsFolder);
}

async function given(name: string, terminal: Terminal): Promise<string> {
  if (!terminal.isInteractive) return textOf(process.stdin);
  terminal.say(`The value of ${plain(name)} (not shown):`);
  const unseen = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
  }
}
