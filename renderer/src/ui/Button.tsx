import { useId } from 'react';
import type { MouseEvent, ReactElement, ReactNode, Ref } from 'react';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

export interface ButtonProps {
  readonly children?: ReactNode;
  readonly kind?: 'primary' | 'quiet' | 'danger' | 'plain';
  readonly isSmall?: boolean;
  readonly icon?: IconName;
  readonly keys?: string;
  /** Why it cannot be used now: it keeps its place, takes focus, and says so. */
  readonly whyNot?: string | undefined;
  readonly title?: string;
  readonly type?: 'button' | 'submit';
  /** The id of the form it sends, where it stands outside of it. */
  readonly form?: string;
  /** It was pressed and is under way: it keeps the focus, and another press does nothing. */
  readonly isBusy?: boolean;
  /** It is one of several, and the chosen one. */
  readonly isPressed?: boolean;
  /** It opens something below it, which is open. */
  readonly isExpanded?: boolean;
  readonly onPress?: (event: MouseEvent<HTMLButtonElement>) => void;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button of the console; one that cannot be used says why. */
export function Button(props: ButtonProps): ReactElement {
  const { children, kind = 'plain', isSmall = false, icon, keys, whyNot, title, type = 'button', onPress, ref } = props;
  const { form, isBusy = false, isPressed, isExpanded } = props;
  const reasonId = useId();
  const isBlocked = whyNot !== undefined && whyNot !== '';
  const button = (
    <button
      ref={ref}
      type={type}
      form={form}
      title={title}
      className={`btn ${kind === 'plain' ? '' : kind} ${isSmall ? 'small' : ''}`}
      aria-disabled={isBlocked || isBusy || undefined}
      aria-busy={isBusy || undefined}
      aria-pressed={isPressed}
      aria-expanded={isExpanded}
      aria-describedby={isBlocked ? reasonId : undefined}
      onClick={(event) => {
        if (isBlocked || isBusy) event.preventDefault();
        else onPress?.(event);
      }}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
      {keys === undefined ? null : <kbd>{keys}</kbd>}
    </button>
  );
  // One that can be blocked stands in the same place when it is and when it is not: moved, it would lose the focus.
  if (!('whyNot' in props)) return button;
  return (
    <span className="why">
      {button}
      {isBlocked ? (
        <span className="float tip" id={reasonId} role="tooltip">
          {whyNot}
        </span>
      ) : null}
    </span>
  );
}

/** A square button with an icon alone; its label is read and shown on hover. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress: () => void;
  readonly isPressed?: boolean;
  readonly isFlipped?: boolean;
}): ReactElement {
  const { icon, label, onPress, isPressed, isFlipped = false } = props;
  return (
    <button
      type="button"
      className="iconbtn"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      onClick={onPress}
    >
      <Icon name={icon} className={isFlipped ? 'flip' : ''} />
    </button>
  );
}
