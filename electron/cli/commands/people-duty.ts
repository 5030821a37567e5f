import type { Profile } from '../../../shared/domain/person.ts';
import { readUntil } from '../arguments/until.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { localTime, plain } from '../output/words.ts';

const takes = { least: 1, most: 1 };
const reason = { type: 'string', value: 'TEXT', about: 'why, for the audit log' } as const;

export const peopleLink = command({
  name: 'people link',
  operands: 'ID',
  takes,
  about: 'say that a profile and another one are the same person, who then counts once',
  details: `An admin does it. Where several people are asked for, both profiles count as one; what is approved and not yet
sent is counted anew before it runs.`,
  kind: 'changes',
  options: { to: { type: 'string', value: 'ID', about: 'the other profile (required)' }, reason },
  async run({ operands: [personId = ''], options, session }) {
    const { to } = options;
    if (to === undefined) throw new UsageError('Linking needs --to ID, the other profile.');
    const profile = await (await session()).act('person.link', { personId, to, reason: options.reason ?? '' });
    return said(profile, `${plain(profile.printedName)} and ${profile.identity} are one person, who counts once.`);
  },
});

export const peopleUnlink = command({
  name: 'people unlink',
  operands: 'ID',
  takes,
  about: 'say that a profile is a person of its own again',
  kind: 'changes',
  options: { reason },
  async run({ operands: [personId = ''], options, session }) {
    const profile = await (await session()).act('person.link', { personId, to: null, reason: options.reason ?? '' });
    return said(profile, `${plain(profile.printedName)} is a person of their own.`);
  },
});

export const peopleAbsenceSet = command({
  name: 'people absence set',
  operands: 'ID',
  takes,
  about: 'say when somebody is away, and who decides in their place',
  details: `Only they themselves or an admin. What is addressed to them is meanwhile for the stand-in too, who decides under
their own name and role, kept as "for" the other.`,
  kind: 'changes',
  options: {
    from: { type: 'string', value: 'WHEN', about: '2026-01-31 or 2026-01-31T08:00 (default: now)' },
    until: { type: 'string', value: 'WHEN', about: '3d, 2026-02-07 or 2026-02-07T08:00 (required)' },
    'stand-in': { type: 'string', value: 'ID', about: 'who decides in their place' },
    reason,
  },
  async run({ operands: [personId = ''], options, session }) {
    const nowMs = Date.now();
    const profile = await (
      await session()
    ).act('person.setAbsence', {
      personId,
      fromMs: options.from === undefined ? nowMs : readUntil('from', options.from, nowMs),
      untilMs: readUntil('until', options.until, nowMs),
      standIn: options['stand-in'] ?? null,
      reason: options.reason ?? '',
    });
    const { absence } = profile;
    const standIn = absence?.standIn ?? null;
    const then = standIn === null ? 'nobody stands in' : `${standIn} stands in`;
    return said(profile, `${plain(profile.printedName)} is away until ${localTime(absence?.untilMs ?? 0)}; ${then}.`);
  },
});

export const peopleAbsenceEnd = command({
  name: 'people absence end',
  operands: 'ID',
  takes,
  about: 'say that somebody is not away any more',
  kind: 'changes',
  options: {},
  async run({ operands: [personId = ''], session }) {
    const profile = await (await session()).act('person.endAbsence', { personId });
    return said(profile, `${plain(profile.printedName)} is not away.`);
  },
});

function said(profile: Profile, text: string) {
  const { personId, identity, absence } = profile;
  return { exit: 0 as const, value: { id: personId, identity, absence }, text };
}
