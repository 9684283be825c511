/** An expected outcome inside a function's reach; across time an outcome is an event. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** Wraps a value as a success. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** Wraps a reason as a failure. */
export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}

/** Closes a switch over a union: reached only when the types lie, and then the process must stop. */
export function unreachable(value: never): never {
  throw new Error(`Cannot continue: unexpected value ${JSON.stringify(value)}`);
}
