import type { ReactElement, ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './Button.tsx';
import s from './Sheet.module.css';

/** A dialog over the window: keeps the focus inside, closes on Escape, gives the focus back. */
export function Sheet(props: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  readonly onClose: () => void;
  /** Escape and a press outside do not close it: work is under way. */
  readonly isHeld?: boolean;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}): ReactElement {
  const { title, note, size = 'medium', onClose, isHeld = false, children, actions } = props;
  return (
    <ModalOverlay
      isOpen
      isDismissable={!isHeld}
      isKeyboardDismissDisabled={isHeld}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      className={s['veil'] ?? ''}
    >
      <Modal className={`${s['sheet']} ${s[size]}`}>
        <Dialog className={s['dialog'] ?? ''}>
          <header className={s['head']}>
            <Heading slot="title" className={s['title'] ?? ''}>
              {title}
            </Heading>
            {note === undefined ? null : <span className="d small cut grow">{note}</span>}
            {isHeld ? null : <IconButton icon="x" label="Close" onPress={onClose} />}
          </header>
          <div className={`scroll ${s['body']}`}>{children}</div>
          {actions === undefined ? null : <footer className={s['foot']}>{actions}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
