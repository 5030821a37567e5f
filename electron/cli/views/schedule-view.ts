import type { Fired, Firing, Schedule, ScheduleSummary } from '../../../shared/domain/schedule.ts';
import { forecastWords } from '../../../shared/domain/forecast.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { runTermLines } from '../input/run-terms.ts';
import { table, type Column } from '../output/table.ts';
import { counted, localTime, plain, span, timeFrom } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** A schedule as `--json` prints it. */
export function scheduleView(schedule: Schedule): object {
  const { scheduleId, nextAtMs, createdAtMs, ...rest } = schedule;
  return { id: scheduleId, ...rest, nextAt: isoOrNull(nextAtMs), createdAt: new Date(createdAtMs).toISOString() };
}

export function firingView({ nominalAtMs, atMs, scheduleId: _scheduleId, ...rest }: Firing): object {
  return { ...rest, nominalAt: new Date(nominalAtMs).toISOString(), at: new Date(atMs).toISOString() };
}

export function scheduleTable(schedules: readonly ScheduleSummary[], terminal: Terminal): string {
  const rows = schedules.map((one) => [
    one.scheduleId,
    plain(one.name),
    one.agentId,
    triggerText(one.trigger),
    stateText(one),
    one.lastFiring === null ? '' : `${localTime(one.lastFiring.atMs)} ${one.lastFiring.outcome}`,
  ]);
  const columns: readonly Column[] = [
    { title: 'SCHEDULE' },
    { title: 'NAME', isFlexible: true },
    { title: 'AGENT' },
    { title: 'FIRES ON', isFlexible: true },
    { title: 'NEXT' },
    { title: 'LAST FIRING', isFlexible: true },
  ];
  return `${table(columns, rows, terminal)}\n\n${counted(schedules.length, 'schedule')}`;
}

export function scheduleText(
  { schedule, firings }: Pick<MethodOutput<'schedule.show'>, 'schedule' | 'firings'>,
  terminal: Terminal,
): string {
  const lines = [
    `${plain(schedule.name)} (${schedule.scheduleId})`,
    `Agent:     ${schedule.agentId}`,
    `Fires on:  ${triggerText(schedule.trigger)}`,
    `Next:      ${stateText(schedule)}`,
    `Overlap:   ${schedule.overlap}`,
    `Catch-up:  ${schedule.catchUp.rule}${schedule.catchUp.maxAgeMs === null ? '' : `, at most ${span(schedule.catchUp.maxAgeMs)} late`}`,
    ...runTermLines(schedule.terms),
    `Made by:   ${schedule.createdBy}, ${localTime(schedule.createdAtMs)}`,
    ...(schedule.waiting > 0 ? [`Waiting:   ${counted(schedule.waiting, 'firing')}`] : []),
    ...(schedule.pauseNote === '' ? [] : [`Paused:    ${plain(schedule.pauseNote)}`]),
    ...(schedule.problem === '' ? [] : [`Problem:   ${plain(schedule.problem)}`]),
  ];
  if (firings.length === 0) return `${lines.join('\n')}\n\nIt has not fired yet.`;
  const rows = firings.map((one) => [
    localTime(one.nominalAtMs),
    one.sentBy === null ? one.cause : `${one.cause}, ${plain(one.sentBy)}`,
    one.outcome,
    one.runId ?? '',
    plain(one.note),
  ]);
  const columns: readonly Column[] = [
    { title: 'MEANT FOR' },
    { title: 'CAUSE' },
    { title: 'OUTCOME' },
    { title: 'RUN' },
    { title: 'NOTE', isFlexible: true },
  ];
  return `${lines.join('\n')}\n\n${table(columns, rows, terminal)}`;
}

export function previewText({ firings, forecast }: MethodOutput<'schedule.preview'>): string {
  const lines = firings.map(
    ({ nominalAtMs, hasFired }) =>
      `${timeFrom(nominalAtMs, Date.now())}${hasFired ? ', has fired: nothing is done' : ''}`,
  );
  return `${lines.join('\n')}\n\n${forecastWords(forecast)}`;
}

export function firedText({ outcome, runId, key }: Fired): string {
  if (outcome === 'started') return `Run ${runId} was started.`;
  if (outcome === 'already')
    return `"${plain(key)}" has fired before${runId === null ? '' : ` (run ${runId})`}; nothing was done.`;
  return outcome === 'waiting'
    ? 'It is kept and starts when its turn comes; lanekeeper schedules show says what it waits for.'
    : `It was not started: ${outcome}.`;
}

function triggerText(trigger: Schedule['trigger']): string {
  if (trigger.kind === 'cron') {
    const jitter = trigger.jitterMs === 0 ? '' : `, up to ${span(trigger.jitterMs)} later`;
    return `${trigger.cron} (${trigger.timeZone}${jitter})`;
  }
  return trigger.kind === 'folder' ? `files in ${plain(trigger.path)}` : 'rows sent to it';
}

function stateText({ paused, nextAtMs, trigger, problem }: ScheduleSummary): string {
  if (paused) return 'paused';
  if (problem !== '') return 'has a problem';
  if (trigger.kind !== 'cron') return 'listens';
  return nextAtMs === null ? 'never again' : localTime(nextAtMs);
}

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
