import type { StandingGrant } from '../../../shared/domain/standing-grant.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command, type Outcome } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { plain } from '../output/words.ts';

export const grantsPropose = command({
  name: 'grants propose',
  operands: 'GRANT',
  takes: { least: 1, most: 1 },
  about: 'propose a draft; another person has to approve it',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const open = await session();
    const { grantId, hash } = await seen(open, operands[0] ?? '');
    const grant = await open.act('grant.propose', { grantId, hash });
    const next = `Next, as somebody else: lanekeeper grants approve ${grant.grantId}@${grant.hash.slice(0, 12)}`;
    return { ...told(grant), next };
  },
});

export const grantsApprove = command({
  name: 'grants approve',
  operands: 'GRANT@HASH',
  takes: { least: 1, most: 1 },
  about: 'approve a proposed standing grant, by the hash that `grants show` tells',
  kind: 'changes',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' } },
  async run({ operands, options, session }) {
    const open = await session();
    const item = await seenByHash(open, operands[0] ?? '');
    return told(await open.act('grant.approve', { ...item, reason: options.reason ?? '' }));
  },
});

export const grantsDecline = command({
  name: 'grants decline',
  operands: 'GRANT@HASH',
  takes: { least: 1, most: 1 },
  about: 'decline a proposed standing grant',
  kind: 'changes',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why (needed)' } },
  async run({ operands, options, session }) {
    const reason = needed(options.reason, 'why it is declined');
    const open = await session();
    return told(await open.act('grant.decline', { ...(await seenByHash(open, operands[0] ?? '')), reason }));
  },
});

export const grantsSuspend = endingCommand('suspend', {
  about: 'suspend a standing grant at once; only its renewal, by two people, brings it back',
  why: 'why it is suspended',
});

export const grantsRevoke = endingCommand('revoke', {
  about: 'end a standing grant for good, with what of it is drafted or proposed',
  why: 'why it is revoked',
});

/** One that lets a grant decide nothing any more: by its id, with a reason. */
function endingCommand(verb: 'suspend' | 'revoke', { about, why }: { readonly about: string; readonly why: string }) {
  return command({
    name: `grants ${verb}`,
    operands: 'GRANT',
    takes: { least: 1, most: 1 },
    about,
    kind: 'changes',
    options: { reason: { type: 'string', value: 'TEXT', about: 'why (needed)' } },
    async run({ operands, options, session }) {
      const reason = needed(options.reason, why);
      return told(await (await session()).act(`grant.${verb}`, { grantId: operands[0] ?? '', reason }));
    },
  });
}

async function seen(session: Session, grantId: string): Promise<StandingGrant> {
  return (await session.ask('grant.show', { grantId })).grant;
}

/** A bare id is refused: what two people agree to is named by its hash. */
async function seenByHash(session: Session, named: string): Promise<{ grantId: string; hash: string }> {
  const [grantId = '', prefix = ''] = named.split('@');
  if (!/^[0-9a-f]{8,64}$/.test(prefix))
    throw new UsageError(`${named} names no version: two people decide on one by its hash.`, {
      hint: 'Give GRANT@HASH, with at least 8 digits, as `lanekeeper grants show GRANT` tells them.',
    });
  const { hash } = await seen(session, grantId);
  // Another hash is refused by the runtime, with what to do.
  return { grantId, hash: hash.startsWith(prefix) ? hash : prefix.padEnd(64, '0') };
}

function needed(reason: string | undefined, what: string): string {
  if (reason === undefined || reason.trim() === '') throw new UsageError(`Say with --reason ${what}.`);
  return reason;
}

function told(grant: StandingGrant): Outcome {
  const because = grant.statusReason === '' ? '' : `: ${plain(grant.statusReason)}`;
  const text = `Standing grant ${grant.grantId}, version ${grant.version} (hash ${grant.hash.slice(0, 12)}), is ${grant.status}${because}`;
  return { exit: 0, value: grant, text };
}
