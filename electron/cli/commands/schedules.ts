import { command } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { counted, plain } from '../output/words.ts';
import { firedText, firingView, scheduleTable, scheduleText, scheduleView } from '../views/schedule-view.ts';

export const schedulesList = command({
  name: 'schedules list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list what starts runs by itself',
  kind: 'reads',
  options: {},
  async run({ session, terminal }) {
    const { schedules } = await (await session()).ask('schedule.list', {});
    const text = schedules.length === 0 ? 'No schedules.' : scheduleTable(schedules, terminal);
    return { exit: 0, value: schedules.map(scheduleView), text };
  },
});

export const schedulesShow = command({
  name: 'schedules show',
  operands: 'SCHEDULE',
  takes: { least: 1, most: 1 },
  about: 'show a schedule and its latest firings',
  kind: 'reads',
  options: {},
  async run({ operands, session, terminal }) {
    const shown = await (await session()).ask('schedule.show', { scheduleId: operands[0] ?? '' });
    const value = { ...scheduleView(shown.schedule), firings: shown.firings.map(firingView) };
    return { exit: 0, value, text: scheduleText(shown, terminal) };
  },
});

export const schedulesPause = settling('pause', 'stop a schedule from firing; what is sent to it meanwhile is kept');
export const schedulesResume = settling('resume', 'let a paused schedule fire again');

export const schedulesRemove = command({
  name: 'schedules remove',
  operands: 'SCHEDULE',
  takes: { least: 1, most: 1 },
  about: 'remove a schedule; its runs and firings stay, and what waits for its turn is dropped',
  kind: 'changes',
  options: { 'dry-run': { type: 'boolean', about: 'say what would be dropped, and remove nothing' } },
  async run({ operands, options, session }) {
    const open = await session();
    const scheduleId = operands[0] ?? '';
    if (options['dry-run']) {
      const { schedule } = await open.ask('schedule.show', { scheduleId, limit: 1 });
      const text = `"${plain(schedule.name)}" would be removed, and ${droppedText(schedule.waiting, 'would be')}`;
      return { exit: 0, value: { ...scheduleView(schedule), dropped: schedule.waiting }, text };
    }
    const { dropped, ...schedule } = await open.act('schedule.remove', { scheduleId });
    const text = `"${plain(schedule.name)}" was removed; ${droppedText(dropped, dropped === 1 ? 'was' : 'were')}`;
    return { exit: 0, value: { ...scheduleView(schedule), dropped }, text };
  },
});

function droppedText(waiting: number, were: string): string {
  return waiting === 0
    ? 'nothing waited for its turn.'
    : `${counted(waiting, 'firing')} that waited for ${waiting === 1 ? 'its' : 'their'} turn ${were} dropped.`;
}

export const schedulesFire = command({
  name: 'schedules fire',
  operands: 'SCHEDULE',
  takes: { least: 1, most: 1 },
  about: 'start a run of a schedule now',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const fired = await (await session()).act('schedule.fire', { scheduleId: operands[0] ?? '' });
    return { exit: fired.outcome === 'failed' ? 1 : 0, value: fired, text: firedText(fired) };
  },
});

function settling(verb: 'pause' | 'resume', about: string) {
  const done = { pause: 'is paused', resume: 'fires again' }[verb];
  return command({
    name: `schedules ${verb}`,
    operands: 'SCHEDULE',
    takes: { least: 1, most: 1 },
    about,
    kind: 'changes',
    options: {},
    async run({ operands, session }) {
      const open: Session = await session();
      const schedule = await open.act(`schedule.${verb}`, { scheduleId: operands[0] ?? '' });
      return { exit: 0, value: scheduleView(schedule), text: `"${schedule.name}" ${done}.` };
    },
  });
}
