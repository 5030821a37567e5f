import { fitTimeline, panTimeline, stepTimeline, zoomTimeline } from '../stores/timeline.ts';
import type { Command } from './command.ts';

/** Looks around in a run's timeline. */
export const timelineCommands: readonly Command[] = [
  key('timeline.in', 'Zoom in', ['w'], () => zoomTimeline(0.7)),
  key('timeline.out', 'Zoom out', ['s'], () => zoomTimeline(1 / 0.7)),
  key('timeline.left', 'Pan left', ['a', 'ArrowLeft'], () => panTimeline(-0.15)),
  key('timeline.right', 'Pan right', ['d', 'ArrowRight'], () => panTimeline(0.15)),
  key('timeline.next', 'Next row', ['.', 'ArrowDown'], () => stepTimeline(1)),
  key('timeline.previous', 'Previous row', [',', 'ArrowUp'], () => stepTimeline(-1)),
  key('timeline.fit', 'Fit the whole run', ['f'], fitTimeline),
];

function key(id: string, title: string, keys: readonly string[], run: () => void): Command {
  return { id, title, group: 'Timeline', scope: 'timeline', keys, run, isMovement: true, isKeyOnly: true };
}
