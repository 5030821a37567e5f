import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Citation } from '../../../shared/domain/assistant.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';
import type { Asked } from './asked.ts';
import type { ApprovalGroup } from './facts.ts';
import { ago, counted, inert, say, sources, type Reply } from './reply.ts';
import { runCitation } from './run-words.ts';

const shown = 8;

/** What waits for a decision, the soonest to expire first, and whether this person may take it. */
export async function answerWaiting(asked: Asked): Promise<Reply> {
  const { facts, person, moment, about, slots } = asked;
  const run = about?.kind === 'run' && slots.pointer === 'this' ? { runId: about.id } : {};
  const { groups, total } = await facts.listWaiting({ ...run, limit: 50 });
  const troubled = await facts.listRuns({ statuses: ['needs-attention'], limit: 3 });
  const from = sources();
  const named = troubled.map((one) => `${inert(one.title, 60)} ${from.cite(runCitation(one))}`);
  const attention = named.length === 0 ? '' : `\n\nRuns that need a person: ${named.join(', ')}.`;
  if (total === 0) return say(`Nothing waits for a decision.${attention}`, from);
  const lines = groups.slice(0, shown).map(({ first, count }) => {
    const expiry = timeLeft(first.expiresAtMs - moment.nowMs);
    const alike = count === 1 ? '' : ` and ${count - 1} alike`;
    return `- **${inert(first.title, 100)}**${alike} (${first.tier}), denied in ${expiry} if nobody answers ${from.cite(approvalCitation(first))}`;
  });
  const whose = ownShare(groups, { total, person });
  return say(
    `${counted(total, 'action')} ${total === 1 ? 'waits' : 'wait'} for a decision.${whose}\n\n${lines.join('\n')}\n\nDecisions are taken in the Inbox, on the exact action; I cannot take one.${attention}`,
    from,
  );
}

/** Who decided on what, and when. */
export async function answerWhoDecided(asked: Asked): Promise<Reply> {
  const { facts, slots, about, moment } = asked;
  const named =
    slots.id !== null
      ? { idPart: slots.id }
      : slots.topic !== null || slots.file !== null
        ? { title: slots.topic ?? slots.file ?? '' }
        : about?.kind === 'approval' || about?.kind === 'run'
          ? { idPart: about.id }
          : {};
  const window = slots.window === null ? {} : { sinceMs: slots.window.sinceMs };
  const before = slots.window?.beforeMs == null ? {} : { beforeMs: slots.window.beforeMs };
  const found = await facts.listDecisions({ ...named, ...window, ...before, limit: shown });
  if (found.length === 0) {
    const what = slots.id ?? slots.topic ?? slots.file;
    const when = slots.window === null ? '' : ` ${slots.window.name}`;
    return say(`I found no decision${what === null ? '' : ` on “${inert(what, 80)}”`}${when}.`);
  }
  const from = sources();
  const lines = found.map(({ decision, approval }) => {
    const own = decision.selfInitiated && decision.decision === 'approve' ? ', own run' : '';
    const who =
      decision.decision === 'expire'
        ? 'Nobody answered'
        : `${inert(decision.printedName, 60)} (${decision.personId}, ${decision.role}${own})`;
    const reason = decision.reason === '' ? '' : `: ${inert(decision.reason, 120)}`;
    return `- **${inert(approval.title, 80)}**: ${decision.decision} · ${who}, ${ago(decision.atMs, moment.nowMs)}${reason} ${from.cite(approvalCitation(approval))}`;
  });
  return say(
    `${lines.join('\n')}\n\nNames are as asserted at this console; nothing proves yet who was at the keyboard.`,
    from,
  );
}

/** What was carried out, and what could not be or is in doubt. */
export async function answerOutcomes(asked: Asked): Promise<Reply> {
  const { facts, moment, about } = asked;
  const run = about?.kind === 'run' ? { runId: about.id } : {};
  const from = sources();
  const parts: string[] = [];
  for (const [status, words] of outcomes) {
    const { items, total } = await facts.listApprovals({ statuses: [status], ...run, limit: 3 });
    if (total === 0) continue;
    const named = items.map((item) => `${inert(item.title, 70)} ${from.cite(approvalCitation(item))}`).join(', ');
    const newest = items[0]?.decidedAtMs ?? null;
    const age = newest === null ? '' : `, the latest decided ${ago(newest, moment.nowMs)}`;
    parts.push(`- **${words}: ${total.toLocaleString('en-US')}**${age}: ${named}${total > items.length ? ', …' : ''}`);
  }
  if (parts.length === 0) return say('No action has been decided on yet, so nothing was sent, changed or published.');
  return say(parts.join('\n'), from);
}

const outcomes = [
  ['executed', 'Carried out'],
  ['holding', 'In the hold window, can still be taken back'],
  ['unknown', 'Sent, and nobody can tell whether it happened'],
  ['failed', 'Failed'],
  ['stale', 'Did not run because something had changed'],
  ['expired', 'Denied because nobody answered'],
  ['rejected', 'Rejected'],
] as const;

export function approvalCitation(item: ApprovalSummary): Citation {
  return { kind: 'approval', id: item.approvalId, label: item.title, atMs: item.decidedAtMs ?? item.createdAtMs };
}

/** Tells where a decision is taken, without taking it. */
export async function answerDecide(asked: Asked): Promise<Reply> {
  const { total } = await asked.facts.listApprovals({ statuses: ['pending', 'partly-approved'], limit: 1 });
  const waiting =
    total === 0
      ? 'Nothing waits for a decision now.'
      : `${counted(total, 'action')} ${total === 1 ? 'waits' : 'wait'} in the Inbox.`;
  return {
    ...say(
      `I cannot approve or reject anything: a decision is a person’s, taken on the exact action in the Inbox or with \`lanekeeper approvals approve ID@HASH\`. ${waiting}`,
    ),
    choices: total === 0 ? [] : ['What is waiting for my decision?'],
  };
}

/** How many of the waiting items this person may decide on; empty when all, or when not every group is known. */
function ownShare(groups: readonly ApprovalGroup[], whole: { total: number; person: Asked['person'] }): string {
  const { person, total } = whole;
  if (person === null || countOf(groups) < total) return '';
  const own = countOf(groups.filter((group) => canDecide(person.role, group.first.tier).allowed));
  return own === total ? '' : ` ${inert(person.printedName, 60)} as ${person.role} may decide on ${own} of them.`;
}

function timeLeft(leftMs: number): string {
  const minutes = Math.max(0, Math.ceil(leftMs / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / (24 * 60))} days`;
}

function countOf(groups: readonly ApprovalGroup[]): number {
  return groups.reduce((sum, group) => sum + group.count, 0);
}
