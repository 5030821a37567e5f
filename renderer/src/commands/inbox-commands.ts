import {
  approveRow,
  editRow,
  dutyRow,
  enterRow,
  markRow,
  moveBy,
  moveByItem,
  openTrace,
  rejectRow,
  respondRow,
} from '../features/inbox/moves.ts';
import { nextCardView, showSimilar } from '../stores/card-view.ts';
import { toggleEvidence } from '../stores/card.ts';
import { refreshInbox } from '../stores/inbox.ts';
import { showOverlay } from '../stores/overlay.ts';
import { clearMarks } from '../stores/selection.ts';
import type { Command } from './command.ts';

type Run = Command['run'];

/**
 * What a reviewer does by the keyboard. A verb is one line: `verb(id, title, keys, run)`. It acts on the row that has
 * the keyboard, says itself why it cannot, and is never repeated by a key that is held.
 */
export const inboxCommands: readonly Command[] = [
  move('inbox.down', 'Next row', ['j', 'ArrowDown'], by(1)),
  move('inbox.up', 'Previous row', ['k', 'ArrowUp'], by(-1)),
  move('inbox.extend-down', 'Mark and move down', ['shift+j', 'shift+ArrowDown'], by(1, true)),
  move('inbox.extend-up', 'Mark and move up', ['shift+k', 'shift+ArrowUp'], by(-1, true)),
  move('inbox.page-down', 'Ten rows down', ['PageDown'], by(10)),
  move('inbox.page-up', 'Ten rows up', ['PageUp'], by(-10)),
  move('inbox.first', 'First row', ['Home'], by(-1_000_000)),
  move('inbox.last', 'Last row', ['End'], by(1_000_000)),
  move('inbox.next', 'Next item', [']'], (press) => moveByItem(1, press?.isHeld)),
  move('inbox.previous', 'Previous item', ['['], (press) => moveByItem(-1, press?.isHeld)),
  verb('inbox.mark', 'Mark', ['x', ' '], () => markRow()),
  verb('inbox.open', 'Open, or preview what is marked', ['Enter'], enterRow),
  verb('inbox.approve', 'Approve', ['a'], approveRow),
  verb('inbox.reject', 'Reject, digits choose the reason', ['r'], rejectRow),
  { ...verb('inbox.edit', 'Approve with edits', ['e'], editRow), isKeyOnly: false },
  verb('inbox.respond', 'Answer the agent instead', ['c'], respondRow),
  verb('inbox.snooze', 'Snooze', ['h'], () => dutyRow('snooze')),
  verb('inbox.escalate', 'Escalate', ['shift+e'], () => dutyRow('escalate')),
  {
    ...verb('inbox.delegate', 'Hand the open item on to somebody else', [], () => dutyRow('delegate')),
    isKeyOnly: false,
  },
  { ...verb('inbox.withdraw', 'Withdraw the open item', [], () => dutyRow('withdraw')), isKeyOnly: false },
  verb('inbox.diff', 'Next way to show the changes', ['d'], nextCardView),
  verb('inbox.similar', 'Similar decisions', ['s'], showSimilar),
  verb('inbox.evidence', 'Read or fold the quoted evidence', ['v'], toggleEvidence),
  verb('inbox.trace', 'Open the run at its timeline', ['o'], openTrace),
  verb('inbox.clear', 'Clear the marks', ['Escape'], () => clearMarks()),
  {
    id: 'inbox.new',
    title: 'Take in what is new, take off what has moved on',
    group: 'Inbox',
    scope: 'inbox',
    keys: ['n'],
    run: () => void refreshInbox(),
  },
  {
    id: 'inbox.batches',
    title: 'Batches of decisions',
    group: 'Inbox',
    scope: 'inbox',
    keys: ['b'],
    run: () => showOverlay({ kind: 'batches' }),
  },
];

function verb(id: string, title: string, keys: readonly string[], run: Run): Command {
  return { id, title, group: 'Inbox', scope: 'inbox', keys, isKeyOnly: true, run };
}

function move(id: string, title: string, keys: readonly string[], run: Run): Command {
  return { ...verb(id, title, keys, run), isMovement: true };
}

function by(step: number, extend = false): Run {
  return (press) => moveBy(step, { extend, isPassing: press?.isHeld === true });
}
