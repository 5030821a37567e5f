import { command } from '../command.ts';
import { table } from '../output/table.ts';
import { localTime, plain } from '../output/words.ts';
import { usedOfGrant } from '../../../shared/domain/grant-words.ts';
import { grantTable, termLines } from '../views/grant-view.ts';

export const grantsList = command({
  name: 'grants list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list standing grants: what people allowed beforehand, and how much of it is used',
  kind: 'reads',
  options: {},
  async run({ session, terminal }) {
    const listed = await (await session()).ask('grant.list', {});
    const text =
      listed.grants.length === 0
        ? 'No standing grants. Next: lanekeeper grants draft APPROVAL'
        : grantTable(listed.grants, terminal);
    return { exit: 0, value: listed, text };
  },
});

export const grantsShow = command({
  name: 'grants show',
  operands: 'GRANT',
  takes: { least: 1, most: 1 },
  about: 'show a standing grant with what it let through, its samples and its history',
  kind: 'reads',
  options: {},
  async run({ operands, session, terminal }) {
    const shown = await (await session()).ask('grant.show', { grantId: operands[0] ?? '' });
    const { grant, uses, moves } = shown;
    const because = grant.statusReason === '' ? '' : `: ${plain(grant.statusReason)}`;
    const useRows = uses.map(({ atMs, status, version, title, approvalId, note }) => [
      localTime(atMs),
      status,
      String(version),
      plain(title),
      plain(note),
      approvalId,
    ]);
    const useColumns = [
      { title: 'AT' },
      { title: 'WHAT' },
      { title: 'V' },
      { title: 'ACTION', isFlexible: true as const },
      { title: 'NOTE' },
      { title: 'APPROVAL' },
    ];
    const lines = [
      `${plain(grant.terms.title)} (version ${grant.version}, hash ${grant.hash.slice(0, 12)}): ${grant.status}${because}`,
      ...termLines(grant.terms),
      `Used: ${usedOfGrant(grant.terms, grant.used)}. Sampled: ${grant.sampled}.`,
      ...(useRows.length === 0 ? ['Nothing has come under it yet.'] : [table(useColumns, useRows, terminal)]),
      ...moves.map(({ atMs, version, status, by, reason }) => {
        const why = reason === '' ? '' : ` (${plain(reason)})`;
        return `${localTime(atMs)}  version ${version} ${status}, ${plain(by)}${why}`;
      }),
    ];
    return { exit: 0, value: shown, text: lines.join('\n') };
  },
});
