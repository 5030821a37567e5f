import type { ReactElement, ReactNode } from 'react';
import { explain } from '../format/errors.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

const icons: Readonly<Record<EmptyKind, IconName>> = {
  'nothing-yet': 'inbox',
  'filtered-out': 'filter',
  'no-permission': 'seal',
  loading: 'clock',
};

/** Which of the four empty states this is. */
export type EmptyKind = 'nothing-yet' | 'filtered-out' | 'no-permission' | 'loading';

/** An empty place says which of four it is, and what there is to do. */
export function Empty(props: {
  readonly kind: EmptyKind;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly icon?: IconName;
}): ReactElement {
  const { kind, title, children, action, icon } = props;
  return (
    <div className="empty" role={kind === 'loading' ? 'status' : undefined}>
      <Icon name={icon ?? icons[kind]} />
      <h2>{title}</h2>
      {children === undefined ? null : <p>{children}</p>}
      {action}
    </div>
  );
}

/** A place whose content could not be read: what happened, what was kept, what to do. */
export function Failure(props: { readonly error: unknown; readonly onRetry?: () => void }): ReactElement {
  const { title, detail, next, canRetry } = explain(props.error);
  return (
    <div className="empty" role="alert">
      <span className="fail">
        <Icon name="stop" />
      </span>
      <h2>{title}</h2>
      <p>{detail}</p>
      <p>{next}</p>
      {canRetry && props.onRetry !== undefined ? (
        <Button icon="retry" onPress={props.onRetry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}
