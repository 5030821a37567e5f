import { useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { keyLabel } from '../../commands/command.ts';
import type { Command } from '../../commands/command.ts';
import { writtenKey } from '../../commands/keyboard.ts';
import { changedKeys, keyedCommands, keyObstacle } from '../../commands/keymap.ts';
import { keepPreferences, setSingleKeys, usePreferences } from '../../stores/preferences.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Settings.module.css';

const groups: readonly Command['group'][] = ['Inbox', 'Runs', 'Timeline', 'Go to', 'Window'];

/** Which keys do what, for the person who acts: single letters on or off, and another key for each command. */
export function KeysPart(): ReactElement {
  const { hasSingleKeys, keys } = usePreferences((state) => state.preferences);
  return (
    <fieldset className={s['options']}>
      <legend className="fieldname">Keys</legend>
      <label>
        <input type="checkbox" checked={hasSingleKeys} onChange={(event) => setSingleKeys(event.target.checked)} />
        Single keys act in lists
      </label>
      <p className="d small">
        Kept in this workspace for you, on whatever computer you sit. A key that is held moves and never decides, and
        where two people decide no single key does.
      </p>
      {Object.keys(keys).length === 0 ? null : (
        <div>
          <Button isSmall kind="quiet" onPress={() => void keepPreferences({ keys: {} })}>
            Give every command the keys it comes with
          </Button>
        </div>
      )}
      {groups.map((group) => (
        <details key={group}>
          <summary>{group}</summary>
          <ul className={s['keylist']}>
            {keyedCommands()
              .filter(
                (command) => command.group === group && (command.keys.length > 0 || keys[command.id] !== undefined),
              )
              .map((command) => (
                <KeyLine key={command.id} command={command} isOwn={keys[command.id] !== undefined} />
              ))}
          </ul>
        </details>
      ))}
    </fieldset>
  );
}

function KeyLine({ command, isOwn }: { readonly command: Command; readonly isOwn: boolean }): ReactElement {
  const [isListening, setListening] = useState(false);
  const [obstacle, setObstacle] = useState<string | null>(null);

  function take(event: KeyboardEvent): void {
    if (!isListening || ['Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    setListening(false);
    if (event.key === 'Escape' || event.repeat) return;
    const key = writtenKey({ key: event.key, hasMod: event.ctrlKey || event.metaKey, hasShift: event.shiftKey });
    const why = keyObstacle(command.id, key);
    setObstacle(why === null ? null : `${keyLabel(key)}: ${why}`);
    if (why === null) void keepPreferences({ keys: changedKeys(command.id, [key]) });
  }

  return (
    <li>
      <span className="grow">
        {command.title}
        {obstacle === null ? null : (
          <span className="st fail small" role="alert">
            {' '}
            {obstacle}
          </span>
        )}
      </span>
      {command.keys.length === 0 ? <span className="d small">no key</span> : null}
      {command.keys.map((key) => (
        <kbd key={key}>{keyLabel(key)}</kbd>
      ))}
      <button
        type="button"
        className="btn small"
        aria-label={
          isListening
            ? `Press the new key for ${command.title}; Escape keeps the old`
            : `Change the key of ${command.title}`
        }
        onClick={() => setListening(true)}
        onKeyDown={take}
        onBlur={() => setListening(false)}
      >
        {isListening ? 'Press a key' : 'Change'}
      </button>
      <button
        type="button"
        className="btn small quiet"
        aria-label={`Take the keys of ${command.title} away`}
        disabled={command.keys.length === 0}
        onClick={() => void keepPreferences({ keys: changedKeys(command.id, []) })}
      >
        None
      </button>
      {isOwn ? (
        <button
          type="button"
          className="btn small quiet"
          aria-label={`Give ${command.title} the keys it comes with`}
          onClick={() => void keepPreferences({ keys: changedKeys(command.id, null) })}
        >
          Reset
        </button>
      ) : null}
    </li>
  );
}
