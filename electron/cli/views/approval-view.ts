import type { ApprovalDetail, ApprovalSummary } from '../../../shared/domain/approval.ts';
import { approversWords } from '../../../shared/domain/duty.ts';
import { moneyWords } from '../../../shared/domain/money.ts';
import { usedWordsOf } from '../../../shared/domain/amounts.ts';
import { stepWords } from '../../../shared/domain/step-place.ts';
import { counted, plain, timeFrom } from '../output/words.ts';
import { facts } from '../output/table.ts';
import { prettyJson } from '../../../shared/pretty-json.ts';
import { visibleText } from '../../../shared/visible-text.ts';

/** An approval as scripts read it. These fields are stable. */
export interface ApprovalView {
  readonly id: string;
  readonly runId: string;
  readonly tool: string;
  readonly tier: ApprovalSummary['tier'];
  readonly status: ApprovalSummary['status'];
  readonly envelopeHash: string;
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

export function approvalView(approval: ApprovalSummary): ApprovalView {
  return {
    id: approval.approvalId,
    runId: approval.runId,
    tool: approval.toolId,
    tier: approval.tier,
    status: approval.status,
    envelopeHash: approval.envelopeHash,
    title: approval.title,
    expiresAt: new Date(approval.expiresAtMs).toISOString(),
  };
}

/** What a person reads before deciding: the action itself, why it stopped, and the bytes that will run. */
export function approvalCard(approval: ApprovalDetail, nowMs: number): string {
  const { why, who } = approval;
  const lines = [
    plain(approval.title),
    '',
    facts([
      ['Approval', `${approval.approvalId}@${approval.envelopeHash}`],
      ['Status', `${approval.status}${approval.causeDetail === null ? '' : `: ${plain(approval.causeDetail)}`}`],
      ['Tier', `${approval.tier}, class ${approval.effectClass}`],
      ['Approved', approversWords(approval.approvers)],
      ...dutyFacts(approval, nowMs),
      ['Why it stopped', `${why.sentence} (policy ${why.policyId} ${why.policyVersion}, rule ${why.ruleId})`],
      ['Touches', touches(approval)],
      ['Undo', approval.canCompensate ? 'can be rolled back' : 'cannot be undone once it is sent'],
      ['Hold', approval.holdMs === 0 ? 'none: it runs at once' : `${approval.holdMs / 1000} s after approval`],
      [
        'Asked by',
        `${plain(who.agentTitle)}, release ${who.releaseHash.slice(0, 12)}, started by ${who.startedBy}${who.askedBy === null ? '' : `, asked for by ${who.askedBy}`}`,
      ],
      ['Run', `${approval.runId}, ${plain(stepWords(who.step))}`],
      ['Cost so far', costWords(approval.cost)],
      ['Expires', timeFrom(approval.expiresAtMs, nowMs)],
    ]),
  ];
  if (approval.diff.length > 0)
    lines.push(
      '',
      'Changes',
      ...approval.diff.map((row) => `  ${plain(row.field)}: ${side(row.before)} -> ${side(row.after)}`),
    );
  if (approval.uninspectable.length > 0)
    lines.push(
      '',
      'Cannot be seen for what it is, so it is approved by itself',
      ...approval.uninspectable.map((sentence) => `  ${plain(sentence)}`),
    );
  if (approval.evidence.length > 0)
    lines.push(
      '',
      'Evidence',
      ...approval.evidence.map((each) => `  [${each.trust}] ${plain(each.source)}: "${plain(each.quote)}"`),
    );
  if (approval.claimed !== '') lines.push('', 'Claimed by the agent', `  ${plain(approval.claimed)}`);
  if (approval.receipt !== null) lines.push('', 'Receipt', `  ${plain(approval.receipt.summary)}`);
  for (const decision of approval.decisions)
    lines.push(
      '',
      `${timeFrom(decision.atMs, nowMs)}: ${decision.decision} by ${plain(decision.printedName)} (${decision.role}, ${decision.auth})${decision.reason === '' ? '' : `: ${plain(decision.reason)}`}`,
    );
  lines.push('', 'The bytes that run', readable(approval.envelope));
  return lines.join('\n');
}

function costWords({ soFar, projected, runsLookedAt }: ApprovalDetail['cost']): string {
  const toCome =
    projected === null
      ? ''
      : `; at its end ${usedWordsOf(projected)}, going by the last ${runsLookedAt} that succeeded`;
  return `${usedWordsOf(soFar)}${toCome}`;
}

function touches({ blast, money }: ApprovalDetail): string {
  const parts = [
    blast.systems.map(plain).join(', ') || 'no system',
    counted(blast.records, 'record'),
    blast.people === 1 ? '1 person' : `${blast.people} people`,
    ...(money === null ? [] : [moneyWords(money)]),
    blast.external ? 'leaves this machine' : 'stays on this machine',
  ];
  return parts.join(', ');
}

function side(value: string | null): string {
  return value === null ? '(nothing)' : `"${plain(value)}"`;
}

/** The envelope's own characters with line breaks; what hides, or acts on a terminal, is written out. */
function readable(envelope: string): string {
  return visibleText(prettyJson(envelope));
}

/** Whom it is for, and who is looking at it; nothing where it is for anyone. */
function dutyFacts({ assignedTo, delegation, reservedBy }: ApprovalDetail, nowMs: number): [string, string][] {
  const lines: [string, string][] = [];
  if (assignedTo.length > 0) lines.push(['For', assignedTo.join(', ')]);
  if (delegation !== null)
    lines.push(['Handed on', `by ${plain(delegation.byName)}, ${timeFrom(delegation.untilMs, nowMs)}`]);
  if (reservedBy !== null)
    lines.push(['Open with', `${plain(reservedBy.printedName)}, ${timeFrom(reservedBy.untilMs, nowMs)}`]);
  return lines;
}
