import { wholeNumber } from '../arguments/whole-number.ts';
import type { AuditEvent } from '../../../shared/domain/audit.ts';
import { command } from '../command.ts';
import { facts, table } from '../output/table.ts';
import { localTime, plain, share } from '../output/words.ts';
import { needWorkspace } from '../workspace.ts';

export const auditVerify = command({
  name: 'audit verify',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'check that no event of the audit log was changed, removed or put in between',
  kind: 'reads',
  options: {},
  async run({ session, workspace }) {
    needWorkspace(workspace);
    const verdict = await (await session()).ask('audit.verify', {});
    const { ok, events, head } = verdict;
    const bad =
      verdict.firstBad === null
        ? ''
        : `\n\nThe first that does not fit is event ${verdict.firstBad.seq}: ${plain(verdict.firstBad.reason)}`;
    const text = `${facts([
      ['Verdict', ok ? 'the log is whole' : 'the log was tampered with or is damaged'],
      ['Events', events.toLocaleString('en')],
      ['Head', head],
      ['Root', verdict.root],
    ])}${bad}\n\n${verdict.note}`;
    return { exit: ok ? 0 : 1, value: { ok, events, head }, text };
  },
});

export const auditList = command({
  name: 'audit list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list the events of the audit log, newest first',
  kind: 'reads',
  options: {
    kind: { type: 'string', value: 'KIND', about: 'only events of this kind, such as approval.decided' },
    before: { type: 'string', value: 'N', about: 'only events before this number' },
    limit: { type: 'string', value: 'N', about: 'at most so many (default: 100)' },
  },
  async run({ options, session, terminal, workspace }) {
    const most = wholeNumber('limit', options.limit, 100);
    let before = wholeNumber('before', options.before, undefined);
    needWorkspace(workspace);
    const open = await session();
    const events: AuditEvent[] = [];
    let total = 0;
    for (let isMore = true; isMore && events.length < most;) {
      const limit = Math.min(200, most - events.length);
      const page = await open.ask('audit.list', {
        limit,
        ...(options.kind === undefined ? {} : { kind: options.kind }),
        ...(before === undefined ? {} : { before }),
      });
      events.push(...page.events);
      total = page.total;
      before = page.events.at(-1)?.seq;
      isMore = page.events.length === limit;
    }
    const rows = events.map((event) => [
      String(event.seq),
      localTime(event.atMs),
      event.kind,
      `${event.actorKind} ${event.actorId}`,
      plain(event.summary),
    ]);
    const columns = [
      { title: 'EVENT', align: 'right' as const },
      { title: 'AT' },
      { title: 'KIND' },
      { title: 'BY' },
      { title: 'WHAT', isFlexible: true as const },
    ];
    const text =
      events.length === 0
        ? 'No such events.'
        : `${table(columns, rows, terminal)}\n\n${share(events.length, total)} ${total === 1 ? 'event' : 'events'}`;
    return { exit: 0, value: events.map(listed), text };
  },
});

function listed(event: AuditEvent): object {
  const { seq, kind, actorKind, actorId, role, runId, approvalId, effectId, summary, previousHash, leafHash } = event;
  const at = new Date(event.atMs).toISOString();
  return {
    seq,
    at,
    kind,
    actor: { kind: actorKind, id: actorId, role },
    runId,
    approvalId,
    effectId,
    summary,
    previousHash,
    leafHash,
  };
}
