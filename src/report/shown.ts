import type { Picture } from "./picture.ts";
import type { Report } from "./report.ts";

/** A report with its pictures. */
export interface Shown {
  readonly sections: readonly Report[];
  readonly pictures: readonly Picture[];
}
