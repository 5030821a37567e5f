import { useEffect, useState } from 'react';
import type { ComponentType, ReactElement, ReactNode } from 'react';
import { Failure } from './Empty.tsx';

/** What stands in a part's place until its code is here; nothing, unless it is given. */
export interface Meanwhile {
  readonly meanwhile?: ReactNode;
}

/**
 * A part whose code comes when it is first drawn. Not React's `lazy`: what a Suspense has held back once is shown
 * 300 ms later at the earliest, and this code is here after ten.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): (props: P & Meanwhile) => ReactElement {
  let loaded: ComponentType<P> | null = null;

  return function Later(props) {
    const [Part, setPart] = useState(() => loaded);
    const [failure, setFailure] = useState<unknown>(null);

    useEffect(() => {
      if (Part !== null || failure !== null) return;
      let isGone = false;
      load().then(
        (part) => {
          loaded = part;
          if (!isGone) setPart(() => part);
        },
        (error: unknown) => {
          if (!isGone) setFailure(error);
        },
      );
      return () => {
        isGone = true;
      };
    }, [Part, failure]);

    if (failure !== null) return <Failure error={failure} onRetry={() => setFailure(null)} />;
    return Part === null ? <>{props.meanwhile}</> : <Part {...props} />;
  };
}
