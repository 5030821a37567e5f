import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { LanekeeperError } from '../../../shared/errors.ts';

/** The parts of electron-builder.yml that are read here; the whole is checked against electron-builder's own schema. */
export interface PackagingConfig {
  readonly files: readonly string[];
  readonly asarUnpack: readonly string[];
  readonly linux: { readonly target: readonly string[] };
  readonly mac: { readonly target: readonly string[] };
  readonly win: { readonly target: readonly string[] };
}

/** Reads electron-builder.yml; throws with the first place that electron-builder would refuse. */
export function readPackagingConfig(root: string): PackagingConfig {
  const config: unknown = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'));
  const fault = whyRefused(root, config);
  if (fault !== undefined)
    throw new LanekeeperError('invalid-input', `electron-builder.yml is not valid: ${fault}.`, {
      hint: 'See https://www.electron.build/configuration.',
    });
  return config as PackagingConfig;
}

/** What electron-builder's schema says against a configuration, or undefined. */
export function whyRefused(root: string, config: unknown): string | undefined {
  const builder = createRequire(join(root, 'package.json')).resolve('electron-builder/package.json');
  const schema = createRequire(builder).resolve('app-builder-lib/scheme.json');
  // Its schema is of an older draft and carries words of other tools.
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(
    JSON.parse(readFileSync(schema, 'utf8')) as object,
  );
  if (validate(config)) return undefined;
  const [first] = (validate.errors ?? []).toSorted((a, b) => b.instancePath.length - a.instancePath.length);
  const extra = (first?.params as { additionalProperty?: string } | undefined)?.additionalProperty;
  return `${first?.instancePath || 'the top level'} ${first?.message ?? ''}${extra === undefined ? '' : ` (${extra})`}`;
}
