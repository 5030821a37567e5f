import { Fragment } from 'react';
import type { ReactElement } from 'react';
import { keyLabel } from '../../commands/command.ts';
import type { Command } from '../../commands/command.ts';
import { keyedCommands } from '../../commands/keymap.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { setSingleKeys, usePreferences } from '../../stores/preferences.ts';
import { hrefOf } from '../../stores/route.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import s from './Palette.module.css';

const groups: readonly Command['group'][] = ['Inbox', 'Runs', 'Timeline', 'Go to', 'Window'];

/** Every key there is, from the same registry that obeys them. */
export function HelpSheet(): ReactElement {
  const { hasSingleKeys } = usePreferences((state) => state.preferences);
  return (
    <Sheet title="Keys and commands" size="large" onClose={closeOverlay}>
      <label className="row" style={{ marginBottom: 16 }}>
        <input type="checkbox" checked={hasSingleKeys} onChange={(event) => setSingleKeys(event.target.checked)} />
        Single keys act while a list has the keyboard. Holding a key moves; it never decides.
        <a href={hrefOf({ page: 'settings', section: 'appearance' })} onClick={closeOverlay}>
          Change keys
        </a>
      </label>
      {groups.map((group) => (
        <section key={group} style={{ marginBottom: 18 }}>
          <h3 className="label">{group}</h3>
          <ul className={s['keys']}>
            {keyedCommands()
              .filter((command) => command.group === group && command.keys.length > 0)
              .map((command) => (
                <li key={command.id}>
                  <span className="grow">{command.title}</span>
                  {command.keys.map((key, index) => (
                    <Fragment key={key}>
                      {index === 0 ? null : <span className="d small">or</span>}
                      <kbd>{keyLabel(key)}</kbd>
                    </Fragment>
                  ))}
                </li>
              ))}
          </ul>
        </section>
      ))}
    </Sheet>
  );
}
