import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { ModelEndpoint } from '../../../../shared/domain/model-endpoint.ts';
import { useModels, watchModels } from '../../stores/models.ts';
import { changeSettings, useSettings, useWhyNotSet } from '../../stores/settings.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { ChainsPart } from './ChainsPart.tsx';
import { EndpointEntry } from './EndpointEntry.tsx';
import { EndpointForm } from './EndpointForm.tsx';
import s from './Settings.module.css';

/** Who answers model calls: endpoints with what they can do and cost, and who is asked for what. */
export function ModelsSection(): ReactElement {
  const { listed, failure } = useModels();
  const { settings } = useSettings();
  const whyNot = useWhyNotSet(['modelEndpoints']);
  const [changing, setChanging] = useState<ModelEndpoint | null>(null);
  const [removing, setRemoving] = useState<ModelEndpoint | null>(null);
  useEffect(() => watchModels(), []);
  if (listed === null || settings === null)
    return failure === null ? (
      <Empty kind="loading" title="Reading the endpoints" />
    ) : (
      <Failure error={failure} onRetry={() => watchModels()()} />
    );
  const { modelEndpoints, modelChains } = settings;

  function remove({ endpointId }: ModelEndpoint): void {
    setRemoving(null);
    void changeSettings({
      modelEndpoints: modelEndpoints.filter((one) => one.endpointId !== endpointId),
      modelChains: modelChains
        .map((chain) => ({ ...chain, links: chain.links.filter((link) => link.endpointId !== endpointId) }))
        .filter(({ links }) => links.length > 0),
    });
  }

  return (
    <>
      <p className={s['lede']}>
        Without an endpoint the embedded engine answers, from this console’s own facts. With one, text is sent to it: to
        listed places alone, and personal or secret text only to endpoints on this machine or network.
      </p>
      <section>
        <h3 className="label">Endpoints</h3>
        {listed.endpoints.length === 0 ? (
          <p className="q">None: the embedded engine answers every call.</p>
        ) : (
          <ul>
            {listed.endpoints.map((one) => (
              <EndpointEntry
                key={one.endpoint.endpointId}
                listed={one}
                whyNot={whyNot}
                onChange={() => setChanging(one.endpoint)}
                onRemove={() => setRemoving(one.endpoint)}
              />
            ))}
          </ul>
        )}
      </section>
      <ChainsPart chains={modelChains} endpoints={modelEndpoints} />
      <section>
        <h3 className="label">Add an endpoint</h3>
        <EndpointForm key={JSON.stringify(modelEndpoints)} endpoint={null} listed={modelEndpoints} />
      </section>
      {changing === null ? null : (
        <Sheet title={`Change ${changing.title}`} onClose={() => setChanging(null)}>
          <EndpointForm endpoint={changing} listed={modelEndpoints} />
        </Sheet>
      )}
      {removing === null ? null : (
        <Sheet
          title={`Remove ${removing.title}?`}
          size="small"
          onClose={() => setRemoving(null)}
          actions={
            <>
              <Button kind="danger" icon="x" whyNot={whyNot} onPress={() => remove(removing)}>
                Remove
              </Button>
              <Button onPress={() => setRemoving(null)}>Keep it</Button>
            </>
          }
        >
          <p>It is taken out of every chain. Calls that are under way end as they are; its key is kept.</p>
        </Sheet>
      )}
    </>
  );
}
