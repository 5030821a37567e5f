import { maxDepth } from '../../../shared/read-json.ts';

/**
 * Why a value would not be the same after it was written as JSON and read again, naming the field; null: it would be.
 * Silently changing it would make the shown differ from the meant. Without `mayLack`, a field that is undefined counts as
 * a change, too.
 */
export function changedByJson(value: unknown, name: string, { mayLack }: { readonly mayLack: boolean }): string | null {
  return lookAt(value, { path: name, depth: 0 }, mayLack);
}

function lookAt(value: unknown, place: { path: string; depth: number }, mayLack: boolean): string | null {
  const where = place.path === '' ? 'The action' : `The field ${place.path}`;
  if (place.depth > maxDepth) return `${where} is nested deeper than ${maxDepth} levels.`;
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? null : `${where} holds half of a surrogate pair.`;
    case 'boolean':
      return null;
    case 'number':
      if (!Number.isFinite(value)) return `${where} is not a finite number.`;
      if (Object.is(value, -0)) return `${where} is -0, which JSON writes as 0; give it as text.`;
      return Number.isInteger(value) && !Number.isSafeInteger(value)
        ? `${where} is a number beyond 2^53 and may already have been changed; give it as text.`
        : null;
    case 'object': {
      if (value === null) return null;
      if (
        !Array.isArray(value) &&
        Object.getPrototypeOf(value) !== Object.prototype &&
        Object.getPrototypeOf(value) !== null
      ) {
        return `${where} is not plain JSON.`;
      }
      for (const [key, item] of Object.entries(value)) {
        if (item === undefined && mayLack && !Array.isArray(value)) continue;
        if (!key.isWellFormed()) return `${where} has a key with half of a surrogate pair.`;
        // Programs take it for the prototype of what holds it, and drop it.
        if (key === '__proto__') return `${where} has a field named __proto__, which is no name for one.`;
        const path = place.path === '' ? key : `${place.path}.${key}`;
        const fault = lookAt(item, { path, depth: place.depth + 1 }, mayLack);
        if (fault !== null) return fault;
      }
      return null;
    }
    default:
      return `${where} is not JSON (${typeof value}).`;
  }
}
