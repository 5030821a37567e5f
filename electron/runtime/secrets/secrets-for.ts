import type { Settings } from '../../../shared/domain/workspace.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { Secrets } from '../ports.ts';
import { toolRegistry } from '../tools/registry.ts';

/** One call of a tool, as it is told which secrets it needs. */
export interface SecretCall {
  readonly toolId: string;
  readonly params: JsonObject;
}

/** The secrets that these calls name under the settings of now, by name; what is not kept is left out. */
export async function secretsFor(
  secrets: Secrets,
  settings: Settings,
  calls: readonly SecretCall[],
): Promise<Readonly<Record<string, string>>> {
  const names = new Set(
    calls.flatMap(({ toolId, params }) => toolRegistry.get(toolId)?.secretNames?.(settings, params) ?? []),
  );
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = await secrets.read(name);
    if (value !== null) found[name] = value;
  }
  return found;
}
