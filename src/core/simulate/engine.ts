/** A source of simulated trades. */
export interface Engine {
  /** Uniforms that a path takes. */
  readonly draws: number;
  /** The uniform that may be stratified; null: none. */
  readonly stratified: number | null;
  /** Writes one path's net returns per dollar. */
  path(uniforms: Float64Array, returns: Float64Array): void;
}
