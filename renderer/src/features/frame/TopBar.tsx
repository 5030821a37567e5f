import type { ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { hintOf } from '../../commands/hint.ts';
import { KeyHint } from '../../commands/KeyHint.tsx';
import { nextTheme, useAppearance } from '../../stores/appearance.ts';
import { toggleDock, useComposer } from '../../stores/composer.ts';
import { useConnection } from '../../stores/connection.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { useActingPerson } from '../../stores/person.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Icon, Mark } from '../../ui/Icon.tsx';
import s from './Frame.module.css';

/** Brand, search, then always in this order: lane load, connection, person, emergency stop, theme. */
export function TopBar(): ReactElement {
  const label = useWorkspace((state) => state.status?.label);
  const theme = useAppearance((state) => state.theme);
  const isDocked = useComposer((state) => state.isDocked);
  return (
    <header className="top">
      <div className="brand">
        <span className="logo">
          <Logo />
        </span>
        <b>Lanekeeper</b>
      </div>
      {label === undefined ? null : <span className="tag">{label}</span>}
      <button
        type="button"
        className="find"
        aria-label={`Search or run a command ${hintOf('palette')}`}
        title="Search or run a command"
        onClick={() => showOverlay({ kind: 'palette' })}
      >
        <Icon name="search" />
        <span className="grow" style={{ textAlign: 'left' }}>
          Search or run a command
        </span>
        <KeyHint of="palette" />
      </button>
      <div className="chips">
        <LaneLoad />
        <ConnectionChip />
        <PersonChip />
        <StopChip />
      </div>
      <IconButton icon="assist" label="Assistant beside this page" isPressed={isDocked} onPress={toggleDock} />
      <IconButton icon="theme" label={`Theme: ${theme}. Change`} onPress={nextTheme} />
    </header>
  );
}

function LaneLoad(): ReactElement | null {
  const lanes = useWorkspace((state) => state.status?.lanes);
  if (lanes === undefined) return null;
  return (
    <div className={`chip ${s['load']}`} title="In use of capacity">
      {(['interactive', 'background'] as const).map((name) => (
        <span className="lane" key={name}>
          {name === 'interactive' ? 'Interactive' : 'Background'}
          <span className="meter">
            <i style={{ width: `${Math.min(100, (lanes[name].used / Math.max(1, lanes[name].capacity)) * 100)}%` }} />
          </span>
          <b>
            {lanes[name].used}/{lanes[name].capacity}
          </b>
          {lanes[name].queued > 0 ? <span className="d">+{count(lanes[name].queued)}</span> : null}
        </span>
      ))}
      <span className="lane">
        Approval <b>{count(lanes.approval.pending)}</b>
      </span>
    </div>
  );
}

function ConnectionChip(): ReactElement {
  const connection = useConnection((state) => state.connection);
  const word = useConnection((state) => state.shellWord);
  const isDegraded = useWorkspace((state) => (state.status?.degraded ?? null) !== null);
  if (connection.state !== 'online')
    return (
      <span className={`chip ${s['offline']}`} role="status">
        <Mark name="retrying" />
        {connection.state === 'connecting' ? 'connecting' : 'offline, reconnecting'}
      </span>
    );
  if (word !== null)
    return (
      <span className={`chip ${s['offline']}`} role="status">
        <span className={`st ${word.state === 'stopped' ? 'fail' : 'wait'}`}>
          <Mark name={word.state === 'stopped' ? 'failed' : 'retrying'} />
        </span>
        {word.state === 'stopped' ? 'runtime stopped' : 'runtime restarting'}
      </span>
    );
  return (
    <span className="chip" title="The runtime answers on this machine. Nothing else is contacted.">
      <span className={`st ${isDegraded ? 'wait' : 'ok'}`}>
        <Mark name={isDegraded ? 'needs-attention' : 'dot'} />
      </span>
      {isDegraded ? 'degraded' : 'connected'}
    </span>
  );
}

function PersonChip(): ReactElement {
  const person = useActingPerson();
  return (
    <button
      type="button"
      className="chip"
      style={{ borderRight: 0, paddingRight: 0 }}
      title={person === null ? 'Nobody is chosen' : `${person.printedName}, ${person.role}. Asserted, not proven.`}
      onClick={() => showOverlay({ kind: 'person' })}
    >
      <Icon name="person" />
      <span className={s['name']}>{person?.printedName ?? 'Nobody chosen'}</span>
    </button>
  );
}

function StopChip(): ReactElement {
  const stops = useWorkspace((state) => state.status?.stops.length ?? 0);
  return (
    <button
      type="button"
      className={`chip stop ${stops > 0 ? s['engaged'] : ''}`}
      onClick={() => showOverlay({ kind: 'stop' })}
    >
      <Icon name="stop" />
      <b className={s['stopword']}>Emergency stop</b> <span>{stops > 0 ? 'on' : 'off'}</span>
    </button>
  );
}

/** Three lanes and a gate. */
export function Logo(): ReactElement {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
      <path d="M2.500 5h15M2.500 10h8M2.500 15h12" />
      <path d="M14.500 7.700v4.600" stroke="var(--accent)" />
    </svg>
  );
}
