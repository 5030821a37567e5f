import { useEffect, useMemo, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { keyLabel } from '../../commands/command.ts';
import { commands } from '../../commands/registry.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { findAnything, useFound } from '../../stores/search.ts';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Icon } from '../../ui/Icon.tsx';
import sheet from '../../ui/Sheet.module.css';
import { paletteEntries } from './entries.ts';
import type { PaletteEntry } from './entries.ts';
import s from './Palette.module.css';

/** Search and commands in one place: type, arrows, Enter. */
export function Palette(): ReactElement {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = useFound();
  const entries = useMemo(() => paletteEntries(commands, text, found), [text, found]);
  const chosen = entries[Math.min(at, entries.length - 1)];

  useEffect(() => findAnything(text), [text]);
  useEffect(() => {
    if (chosen !== undefined) document.getElementById(`palette-${chosen.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  function choose(entry: PaletteEntry | undefined): void {
    if (entry === undefined || entry.whyNot !== null) return;
    closeOverlay();
    entry.run();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setAt((now) => Math.min(entries.length - 1, now + 1));
    else if (event.key === 'ArrowUp') setAt((now) => Math.max(0, now - 1));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(chosen);
    else return;
    event.preventDefault();
  }

  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => (isOpen ? undefined : closeOverlay())}
      className={sheet['veil'] ?? ''}
    >
      <Modal className={`${sheet['sheet']} ${sheet['medium']}`}>
        <Dialog aria-label="Search or run a command" className={sheet['dialog'] ?? ''}>
          <label className={s['ask']}>
            <Icon name="search" />
            <span className="sr">Search or run a command</span>
            <input
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the palette was opened to be typed into
              autoFocus
              role="combobox"
              aria-expanded="true"
              aria-controls="palette-list"
              aria-activedescendant={chosen === undefined ? undefined : `palette-${chosen.id}`}
              aria-autocomplete="list"
              placeholder="Run, approval, agent or command"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setAt(0);
              }}
              onKeyDown={onKeyDown}
            />
            <kbd>{keyLabel('Escape')}</kbd>
          </label>
          <div className={`scroll ${s['list']}`} role="listbox" id="palette-list" aria-label="Results">
            {entries.map((entry, index) => (
              <PaletteRow
                key={entry.id}
                entry={entry}
                isChosen={entry === chosen}
                isFirstOfGroup={entries[index - 1]?.group !== entry.group}
                onChoose={() => choose(entry)}
              />
            ))}
            {entries.length === 0 ? (
              <p className={`d ${s['none']}`}>
                {found.isLooking ? 'Looking through the runs.' : `No command, run, approval or agent has “${text}”.`}
              </p>
            ) : found.isLooking ? (
              <p className={`d small ${s['none']}`}>Looking through older runs.</p>
            ) : null}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteRow(props: {
  readonly entry: PaletteEntry;
  readonly isChosen: boolean;
  readonly isFirstOfGroup: boolean;
  readonly onChoose: () => void;
}): ReactElement {
  const { entry, isChosen, isFirstOfGroup, onChoose } = props;
  return (
    <>
      {isFirstOfGroup ? (
        <div className={s['group']} role="presentation">
          {entry.group}
        </div>
      ) : null}
      <div
        id={`palette-${entry.id}`}
        role="option"
        aria-selected={isChosen}
        aria-disabled={entry.whyNot !== null}
        className={`${s['row']} ${isChosen ? s['chosen'] : ''}`}
        onClick={onChoose}
      >
        <span className="cut grow">{entry.title}</span>
        {entry.whyNot === null ? null : <span className="d small">{entry.whyNot}</span>}
        {entry.note === '' ? null : <span className="d small mono">{entry.note}</span>}
        {entry.keys === null ? null : <kbd>{keyLabel(entry.keys)}</kbd>}
      </div>
    </>
  );
}
