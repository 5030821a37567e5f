import { setTimeout as wait } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Notification } from 'electron/main';
import { defaultNotifications, type Notice } from '../../shared/domain/notifications.ts';
import { createNotifier } from '../../shared/domain/notifier.ts';
import { toWireError } from '../../shared/errors.ts';
import { writeStopFile } from '../runtime/supervision/stop-file.ts';
import type { RuntimeSupervisor } from '../runtime/supervision/runtime-supervisor.ts';
import type { RuntimeClient } from '../runtime/transports/runtime-client.ts';
import type { ElectronApi } from './electron-api.ts';
import { clientOverPort } from './shell-client.ts';
import type { Handover } from './port-handover.ts';
import type { StatusTray } from './tray.ts';
import type { Standing } from './waiting-approvals.ts';

export interface StatusWatchParts {
  readonly electron: Pick<ElectronApi, 'app' | 'BrowserWindow' | 'dialog' | 'MessageChannelMain' | 'Notification'>;
  readonly runtime: RuntimeSupervisor;
  readonly handover: Handover;
  readonly tray: StatusTray;
  /** The folder of the workspace. */
  readonly workspace: string;
  /** Brings the console to the front, at a place such as `#/inbox`. */
  open(place: string): void;
}

export interface StatusWatch {
  /** Engages the emergency stop for everything: through the runtime, or by the file STOP. Says so when neither was possible. */
  stopEffects(): Promise<void>;
  /** Runs that are at work now, as far as known; asked before quitting. */
  runsAtWork(): number;
}

/** Windows are numbered from 1 by Electron; main's own line is none. */
const ownWindowId = 0;

/** Follows what waits for a person, for tray, badge and notification, over a line of main's own. */
export function watchStatus({ electron, runtime, handover, tray, workspace, open }: StatusWatchParts): StatusWatch {
  const shown = new Set<Notification>();
  let client: RuntimeClient | undefined;
  let standing: Standing = { pending: 0, isStopped: false, runtime: 'restarting' };
  let atWork = 0;
  let people: readonly { readonly personId: string }[] = [];

  function become(next: Standing): void {
    standing = next;
    tray.update(next);
    electron.app.setBadgeCount(next.pending);
  }

  const notifier = createNotifier(
    {
      now: () => Date.now(),
      after(ms, call) {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
      show: notify,
    },
    defaultNotifications,
  );

  /** Who looks at the window is told by the page. */
  function notify({ title, body, place }: Notice): void {
    if (!electron.Notification.isSupported() || electron.BrowserWindow.getFocusedWindow() !== null) return;
    for (const earlier of shown) earlier.close();
    shown.clear();
    const notification = new electron.Notification({ title, body, silent: true });
    // Held here until it is gone: one without a reference may vanish.
    shown.add(notification);
    notification.on('click', () => open(place));
    notification.on('close', () => shown.delete(notification));
    notification.show();
  }

  async function read(from: RuntimeClient): Promise<void> {
    const status = await from.call('workspace.status', {});
    people = status.people;
    atWork = status.lanes.background.used;
    become({ pending: status.badges.inbox, isStopped: status.stops.length > 0, runtime: 'up' });
    notifier.stands({ waiting: status.badges.inbox, attention: status.badges.runs, stops: status.stops.length });
    const [person, ...others] = people;
    // With several people at one desk nobody knows whose hours are meant.
    if (person !== undefined && others.length === 0)
      notifier.settings((await from.call('preference.show', {}, { as: person.personId })).notifications);
  }

  function attach(): void {
    const { port1, port2 } = new electron.MessageChannelMain();
    handover.join(port1, ownWindowId);
    const opened = clientOverPort(port2);
    client = opened;
    let isReading = false;
    // One question at a time, however fast the events come; the last event is always followed by a question.
    let isAskedAgain = false;
    function ask(): void {
      isAskedAgain = isReading;
      if (isReading) return;
      isReading = true;
      read(opened)
        .catch(() => undefined)
        .finally(() => {
          isReading = false;
          if (isAskedAgain) ask();
        });
    }
    opened.subscribe(['approval.changed', 'run.changed', 'workspace.changed'], {}, ask);
    ask();
  }

  /** Without the runtime, or a name for it: the file holds everything by itself, and is engaged when it is seen. */
  function stopByFile(why: string): void {
    try {
      const file = writeStopFile(workspace, 'From the tray');
      const words = `The file ${file} holds them, because the runtime did not: ${why}\nTo let them go on, remove it and lift the stop.`;
      void electron.dialog.showMessageBox({ type: 'info', message: 'All effects are stopped', detail: words });
    } catch (error) {
      const words = `${why}\nA file could not be written either: ${toWireError(error).message}`;
      electron.dialog.showErrorBox('The emergency stop was not engaged', words);
    }
  }

  runtime.onState((state) => {
    if (state.kind === 'up') return attach();
    client = undefined;
    atWork = 0;
    become({ ...standing, runtime: state.kind === 'stopped' ? 'stopped' : 'restarting' });
  });
  tray.update(standing);

  return {
    async stopEffects() {
      try {
        if (client === undefined) throw new Error('The runtime is not there.');
        const [person, ...others] = people;
        // With several people at one desk nobody knows who chose this; the runtime then asks for a name.
        const as = person !== undefined && others.length === 0 ? { as: person.personId } : {};
        const input = { scope: { kind: 'all' as const }, reason: 'From the tray' };
        await inTime(client.call('stop.engage', input, { commandId: uuidv7(), ...as }));
      } catch (error) {
        stopByFile(toWireError(error).message);
      }
    },
    runsAtWork: () => atWork,
  };
}

/** A stop has to hold within a second. */
const inTimeMs = 500;

async function inTime(engaged: Promise<unknown>): Promise<void> {
  const late = Symbol('late');
  const first = await Promise.race([engaged, wait(inTimeMs, late, { ref: false })]);
  if (first === late) throw new Error('it does not answer.');
}
