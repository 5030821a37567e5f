import { approvalStatuses } from '../../../shared/domain/approval.ts';
import type { ApprovalStatus } from '../../../shared/domain/approval.ts';
import { approvalQueryHelp, parseApprovalQuery, toApprovalFilter } from '../../../shared/domain/approval-query.ts';
import type { ApprovalQuery } from '../../../shared/domain/approval-query.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { table } from '../output/table.ts';
import { counted, localTime, plain } from '../output/words.ts';
import { readApproval } from '../input/approval-items.ts';
import { checkFiles } from '../input/kept-files.ts';
import { similarWords } from '../../../shared/domain/similar.ts';
import { approvalCard, approvalView } from '../views/approval-view.ts';
import { listApprovals } from '../views/run-view.ts';

export const approvalsList = command({
  name: 'approvals list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list the actions that wait for a decision',
  details: `What waits comes in the order of the inbox: the greatest risk in the least time first.
A query has the parts ${approvalQueryHelp}`,
  kind: 'reads',
  options: {
    query: { type: 'string', value: 'QUERY', about: 'only those a query matches, as typed in the inbox' },
    run: { type: 'string', value: 'RUN', about: 'only those of this run' },
    tool: { type: 'string', value: 'TOOL', about: 'only those of this tool' },
    status: {
      type: 'string',
      multiple: true,
      value: 'STATUS',
      about: 'those of this status (default: pending and partly-approved); may be given more than once',
    },
  },
  async run({ options, session, terminal }) {
    const status = options.status.map(readStatus);
    const query = readQuery(options.query ?? '');
    const open = await session();
    if (options.run !== undefined) await open.ask('run.show', { runId: options.run });
    const isOfMine = query.waitsFor === 'me' || query.by === 'me';
    const me = isOfMine ? await open.person() : null;
    const asked = { status: status.length === 0 ? waiting : status, me };
    const found = await listApprovals(open, {
      ...toApprovalFilter(query, asked),
      order: status.length > 0 || query.status.length > 0 ? 'oldest' : 'urgency',
      ...(options.run === undefined ? {} : { runId: options.run }),
      ...(options.tool === undefined ? {} : { toolId: options.tool }),
    });
    const rows = found.map((item) => [
      item.approvalId,
      item.toolId,
      item.tier,
      item.status,
      item.envelopeHash.slice(0, 12),
      localTime(item.expiresAtMs),
      plain(item.title),
    ]);
    const columns = [
      { title: 'APPROVAL' },
      { title: 'TOOL' },
      { title: 'TIER' },
      { title: 'STATUS' },
      { title: 'HASH' },
      { title: 'EXPIRES' },
      { title: 'ACTION', isFlexible: true as const },
    ];
    const text =
      found.length === 0
        ? 'Nothing waits for a decision.'
        : `${table(columns, rows, terminal)}\n\n${counted(found.length, 'action')}`;
    const [first] = found;
    const next = first === undefined ? {} : { next: `Next: lanekeeper approvals show ${first.approvalId}` };
    return { exit: 0, value: found.map(approvalView), text, ...next };
  },
});

export const approvalsShow = command({
  name: 'approvals show',
  operands: 'ID',
  takes: { least: 1, most: 1 },
  about: 'show an action with the exact bytes that would run',
  kind: 'reads',
  options: {},
  async run({ operands, session }) {
    const open = await session();
    const detail = await readApproval(open, (operands[0] ?? '').split('@')[0] ?? '');
    const files = await checkFiles(open, detail);
    const similar = await open.ask('approval.similar', { approvalId: detail.approvalId });
    const { approvalId, envelope, version, diff, evidence, claimed, why, blast, who, decisions, receipt, holdMs } =
      detail;
    const { causeDetail, canCompensate, uninspectable, effectId } = detail;
    return {
      exit: 0,
      value: {
        ...approvalView(detail),
        version,
        effectId,
        envelope,
        uninspectable,
        diff,
        evidence,
        claimed,
        why,
        blast,
        who,
        decisions,
        receipt,
        causeDetail,
        holdMs,
        canCompensate,
        cost: detail.cost,
        files: files.map(({ path, sha256, isWhole }) => ({ path, sha256, matches: isWhole })),
        similar,
      },
      text: [
        approvalCard(detail, Date.now()),
        ...(files.length === 0 ? [] : ['', 'Kept as files', ...files.map(({ words }) => `  ${words}`)]),
        '',
        'Similar decisions',
        `  ${similarWords(similar)}`,
      ].join('\n'),
      ...(detail.status === 'pending' || detail.status === 'partly-approved'
        ? { next: `Next: lanekeeper approvals approve ${approvalId}@${detail.envelopeHash}` }
        : {}),
    };
  },
});

const waiting = ['pending', 'partly-approved'] as const;

function readQuery(text: string): ApprovalQuery {
  const query = parseApprovalQuery(text);
  if (query.unknown.length === 0) return query;
  throw new UsageError(`--query: ${query.unknown.join(' ')} means nothing here; nothing was listed.`, {
    hint: `Its parts are ${approvalQueryHelp}`,
  });
}

function readStatus(stated: string): ApprovalStatus {
  const found = approvalStatuses.find((status) => status === stated);
  if (found !== undefined) return found;
  throw new UsageError(`--status ${stated} is not a status of an approval.`, {
    hint: `There are: ${approvalStatuses.join(', ')}.`,
  });
}
