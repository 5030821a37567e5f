import type { ReactElement } from 'react';
import { Button as MenuButton, Menu, MenuItem, MenuTrigger, Popover, Text } from 'react-aria-components';
import type { Verb } from '../../../../../shared/domain/run.ts';
import { Icon } from '../../../ui/Icon.tsx';
import s from './Verbs.module.css';

export interface VerbEntry {
  readonly id: string;
  readonly label: string;
  readonly does: string;
  readonly verb: Verb;
  readonly isDanger?: boolean;
  readonly run: () => void;
}

/** The verbs that have no button of their own: what each does, or why it cannot be used now. */
export function VerbMenu({ entries }: { readonly entries: readonly VerbEntry[] }): ReactElement {
  return (
    <MenuTrigger>
      <MenuButton className="btn" aria-label="More verbs">
        More <Icon name="down" />
      </MenuButton>
      <Popover className={s['menu'] ?? ''} placement="bottom end">
        <Menu
          className={s['list'] ?? ''}
          disabledKeys={entries.filter(({ verb }) => !verb.allowed).map(({ id }) => id)}
          onAction={(key) => entries.find(({ id }) => id === key)?.run()}
        >
          {entries.map(({ id, label, does, verb, isDanger = false }) => (
            <MenuItem key={id} id={id} textValue={label} className={`${s['item']} ${isDanger ? s['danger'] : ''}`}>
              <Text slot="label" className="b">
                {label}
              </Text>
              <Text slot="description" className="small q">
                {verb.allowed ? does : verb.reason}
              </Text>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
