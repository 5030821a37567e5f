/** The schema's defaults under what was given, one level of objects deep. */
export function withDefaults(
  schema: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, { default?: unknown }>>;
  const filled: Record<string, unknown> = { ...given };
  for (const [name, property] of Object.entries(properties))
    if (filled[name] === undefined && property.default !== undefined) filled[name] = property.default;
  return filled;
}
